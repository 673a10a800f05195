package io.github.provenancegate.verify;

import io.github.provenancegate.image.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whom we believe about signatures, from where, and how fresh that is.
public interface TrustRoots {
    /// A text that changes whenever any root does: evidence gathered under another one is not used again.
    String version();

    /// Each root by name, as of this moment.
    List<Root> roots();

    /// Renews what is due, at its source; whatever fails, the last good root stays. Blocks, so it is never
    /// called in the path of a review; calls that overlap wait for each other.
    ///
    /// @return what changed or failed since the last call, to be said loudly
    List<Change> refresh();

    /// One root.
    ///
    /// @param name as policies call it
    /// @param origin where it comes from, in words
    /// @param document sha256 of the document in force; empty while none could be read yet
    /// @param since when that document was written or fetched, so far as this process knows; of the root that came
    ///     with the program, the day on which its repository published it
    /// @param until when it covers no new signature any more unless it is renewed: no authority or no log
    ///     that it names is valid after that; empty for never
    /// @param trouble why the latest attempt to renew it failed; empty when it did not
    /// @param parts everything that it names
    record Root(
            String name,
            String origin,
            Optional<Digest> document,
            Instant since,
            Optional<Instant> until,
            Optional<String> trouble,
            List<Part> parts) {
        public Root {
            parts = List.copyOf(parts);
        }
    }

    /// Something that a root trusts.
    ///
    /// @param address its URL, as an identifier
    /// @param from when it began to count
    /// @param until when it stopped; empty while it goes on
    record Part(Kind kind, String address, Instant from, Optional<Instant> until) {}

    /// What may be trusted.
    enum Kind {
        CERTIFICATE_AUTHORITY,
        CERTIFICATE_LOG,
        TRANSPARENCY_LOG,
        TIMESTAMP_AUTHORITY
    }

    /// Something about a root that somebody should hear of.
    sealed interface Change {
        /// The root's name.
        String name();

        /// What to tell people.
        default String sentence() {
            return switch (this) {
                case Renewed(var root, var document) -> "the trust root " + root + " is renewed: " + document;
                case Kept(var root, var trouble) ->
                    "the trust root " + root + " could not be renewed, what is in force stays: " + trouble;
            };
        }

        /// A new document is in force.
        record Renewed(String name, Digest document) implements Change {}

        /// The source could not be read, or what it holds was refused; the last good document stays in force.
        record Kept(String name, String trouble) implements Change {}
    }
}
