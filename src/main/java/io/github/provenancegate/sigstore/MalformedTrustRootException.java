package io.github.provenancegate.sigstore;

/// A trust-root document that is refused whole: half of a trust root would silently change whom we believe.
public final class MalformedTrustRootException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Says what is wrong.
    ///
    /// @param message completes "the trust root …", safe to print
    public MalformedTrustRootException(String message) {
        super(message);
    }

    /// The same, with what caused it.
    public MalformedTrustRootException(String message, Throwable cause) {
        super(message, cause);
    }
}
