package io.github.provenancegate.sigstore;

/// A source of a trust root that cannot be used when it is opened, so that there is no last good root yet.
public final class TrustRootRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message names the source and what is wrong there; safe to print
    TrustRootRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
