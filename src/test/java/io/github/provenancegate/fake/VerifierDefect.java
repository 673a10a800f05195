package io.github.provenancegate.fake;

import java.util.Optional;

/// Strikes when the signature is given the certificate that belongs to it.
public enum VerifierDefect implements Defect {
    /// As after `cosign sign --key`: no certificate, and the log has the key.
    BARE_KEY,
    /// The key stands where the certificate belongs.
    KEY_AS_CERTIFICATE,
    TWO_CERTIFICATES,
    HUNDRED_CERTIFICATES,
    CERTIFICATE_NOT_PEM;

    /// What the log is told.
    String entered(Leaf leaf) {
        return switch (this) {
            case BARE_KEY, KEY_AS_CERTIFICATE -> leaf.key().pem();
            case TWO_CERTIFICATES, HUNDRED_CERTIFICATES, CERTIFICATE_NOT_PEM -> leaf.pem();
        };
    }

    /// What the annotation says.
    Optional<String> annotated(Leaf leaf, VirtualCertificateAuthority authority) {
        return switch (this) {
            case BARE_KEY -> Optional.empty();
            case KEY_AS_CERTIFICATE -> Optional.of(leaf.key().pem());
            case TWO_CERTIFICATES ->
                Optional.of(leaf.pem() + Leaf.pem(authority.certificates().getFirst()));
            case HUNDRED_CERTIFICATES -> Optional.of(leaf.pem().repeat(100));
            case CERTIFICATE_NOT_PEM -> Optional.of(Encoding.base64(leaf.der()));
        };
    }
}
