package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.verify.Observer;
import java.util.Optional;

/// One review as a trace shows it.
interface ReviewSpan {
    /// Of a review that nobody wants to see in a trace: nothing is made for it.
    ReviewSpan NONE = new ReviewSpan() {};

    /// Who hears what verifications do for this review.
    ///
    /// @param others who hear it too
    default Observer observer(Observer others) {
        return others;
    }

    /// The review is decided.
    default void decided(AdmissionRequest request, Reviewed reviewed) {}

    /// The review is answered, or was left without an answer.
    default void end() {}

    /// Under which the trace is found, 32 hexadecimal digits.
    default Optional<String> traceId() {
        return Optional.empty();
    }
}
