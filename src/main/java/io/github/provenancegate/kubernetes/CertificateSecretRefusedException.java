package io.github.provenancegate.kubernetes;

/// Nothing can be served from a Secret; the message says why and quotes nothing of it.
public final class CertificateSecretRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CertificateSecretRefusedException(String message) {
        super(message);
    }
}
