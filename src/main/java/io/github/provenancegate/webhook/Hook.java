package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.kubernetes.AdmissionReviewRefusedException;
import io.github.provenancegate.verify.Deadline;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// One of the ways in: what becomes of a body that came whole.
@FunctionalInterface
interface Hook {
    /// Answers. Never throws.
    ///
    /// @param deadline begun when the request arrived
    /// @param span shows in a trace what is done
    Reply review(byte[] body, Deadline deadline, ReviewSpan span);

    /// The same, shown nowhere.
    default Reply review(byte[] body, Deadline deadline) {
        return review(body, deadline, ReviewSpan.NONE);
    }

    /// What goes back.
    sealed interface Reply {
        /// A decision.
        record Decided(AdmissionAnswer answer) implements Reply {}

        /// No review that could be answered.
        record Malformed(String why) implements Reply {}
    }

    /// Reads the body and lets the request be answered.
    ///
    /// @param answer must not throw
    static Reply reading(byte[] body, Function<AdmissionRequest, AdmissionAnswer> answer) {
        Logger log = Logger.getLogger(Hook.class);
        AdmissionRequest request;
        try {
            request = AdmissionReviewReader.read(body);
        } catch (AdmissionReviewRefusedException refused) {
            log.warnf("a body of %d bytes is no admission review: %s", body.length, refused.getMessage());
            return new Reply.Malformed(String.valueOf(refused.getMessage()));
        } catch (Throwable defect) { // without a uid there is nothing to answer to
            log.error("a defect while reading a body", defect);
            return new Reply.Malformed("the body could not be read");
        }
        return new Reply.Decided(answer.apply(request));
    }
}
