package io.github.provenancegate.kubernetes;

/// A body that is no AdmissionReview that could be answered (HTTP 400). The message is safe to print and names the
/// field.
public final class AdmissionReviewRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AdmissionReviewRefusedException(String message) {
        super(message);
    }

    AdmissionReviewRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
