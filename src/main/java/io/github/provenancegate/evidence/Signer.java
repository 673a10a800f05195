package io.github.provenancegate.evidence;

/// Who signed, as a Fulcio certificate says it: compared whole, never as a pattern.
///
/// @param issuer the OIDC issuer (extension 1.3.6.1.4.1.57264.1.8, else .1.1)
/// @param subject the one subject alternative name, a URI or an e-mail address
public record Signer(String issuer, String subject) {
    public Signer {
        if (issuer.isEmpty() || subject.isEmpty()) {
            throw new IllegalArgumentException("a signer has an issuer and a subject");
        }
    }
}
