package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.kubernetes.AdmissionReviewRefusedException;
import io.github.provenancegate.verify.Deadline;
import java.time.Duration;
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

    /// Tells of a decision in metrics, trace, log and Events.
    @FunctionalInterface
    interface Telling {
        void tell(AdmissionRequest request, Reviewed reviewed, Duration took);
    }

    /// Reads the body, lets the request be decided, and tells of it. A defect in the telling changes nothing: what
    /// is decided stays decided, or `failurePolicy: Ignore` would admit what was denied.
    ///
    /// @param decide must not throw
    static Reply reading(byte[] body, Deadline deadline, Function<AdmissionRequest, Reviewed> decide, Telling telling) {
        Logger log = Logger.getLogger(Hook.class);
        Duration before = deadline.remaining();
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
        Reviewed reviewed = decide.apply(request);
        try {
            telling.tell(request, reviewed, before.minus(deadline.remaining()));
        } catch (Throwable defect) {
            log.error("a defect while a decision was told", defect);
        }
        return new Reply.Decided(reviewed.answer());
    }
}
