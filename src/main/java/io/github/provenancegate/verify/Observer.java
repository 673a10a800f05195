package io.github.provenancegate.verify;

import io.github.provenancegate.image.ImageReference;
import java.time.Duration;
import java.util.List;

/// Listens to what a verification does and how long it takes; it decides nothing. Called from several threads
/// at once.
public interface Observer {
    /// Hears nothing.
    Observer SILENT = new Observer() {};

    /// The examination of one image begins.
    ///
    /// @return who hears what is done for it
    default Observer examining(ImageReference image) {
        return this;
    }

    /// The examination of the image has ended; told to whom [#examining] named.
    ///
    /// @param answers one for each requirement
    default void examined(List<Examination> answers) {}

    /// One request to a registry (or its token realm) has ended.
    default void requested(Request request) {}

    /// A host is left alone for a while, from now on or still.
    ///
    /// @param host with its port where one is named
    /// @param remaining until it is asked again
    default void avoided(String host, NamedBy namedBy, Avoidance why, Duration remaining) {}

    /// One step of a verification has ended.
    default void stepped(Step step, Duration took) {}

    /// Something was looked up that may have been remembered.
    default void lookedUp(Matter matter, Source source) {}

    /// What is looked up.
    enum Matter {
        TAG,
        MANIFEST,
        BLOB,
        BASE_CLAIM,
        REFERRERS,
        SIGNATURES
    }

    /// Where an answer comes from.
    enum Source {
        /// It was asked for now.
        ASKED,
        /// Somebody else is asking; this asker waits for the same answer.
        SHARED,
        REMEMBERED
    }

    /// One request as it was sent over the wire (a retry is another one).
    ///
    /// @param host registry or token host, with its port where one is named
    /// @param method HTTP method
    /// @param outcome the HTTP status, or the reason code of a failure
    /// @param bodyBytes bytes of the answer's body that were read
    record Request(String host, NamedBy namedBy, String method, String outcome, Duration took, long bodyBytes) {}

    /// Who named a host.
    enum NamedBy {
        /// A policy or a setting: there are few of them.
        OPERATOR,
        /// An answer (redirect, token realm): there may be any number.
        ANSWER
    }

    /// Why a host is left alone.
    enum Avoidance {
        /// It asked for patience.
        THROTTLED,
        /// It could not be reached several times in a row.
        UNREACHABLE
    }

    /// The steps of a verification, in the words of its answer.
    enum Step {
        PIN("resolving the tag"),
        MANIFEST("reading the manifest"),
        BASE_CLAIM("reading the base digest"),
        SIGNATURES("looking for signatures"),
        BASE_IMAGE("looking for the base image"),
        BUILD_SIGNATURES("looking for the base image's build signatures");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        /// The step in words, to stand after "while".
        public String words() {
            return words;
        }
    }
}
