package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// Whom to believe about one signature: certificate authorities, certificate transparency logs, transparency logs and
/// timestamp authorities, each with the time in which it counted. Immutable; keys and certificates are parsed once.
public final class TrustRoot {
    private final String name;
    private final List<Authority> certificateAuthorities;
    private final Map<String, TrustedLog> certificateLogs;
    private final Map<String, TrustedLog> transparencyLogs;
    private final List<Authority> timestampAuthorities;

    TrustRoot(
            String name,
            List<Authority> certificateAuthorities,
            Map<String, TrustedLog> certificateLogs,
            Map<String, TrustedLog> transparencyLogs,
            List<Authority> timestampAuthorities) {
        this.name = name;
        this.certificateAuthorities = List.copyOf(certificateAuthorities);
        this.certificateLogs = Map.copyOf(certificateLogs);
        this.transparencyLogs = Map.copyOf(transparencyLogs);
        this.timestampAuthorities = List.copyOf(timestampAuthorities);
    }

    /// Reads a Sigstore trusted root (`dev.sigstore.trustroot.v1.TrustedRoot` as JSON, version 0.1).
    ///
    /// @param name what policies call it, such as `public-good`
    /// @throws MalformedTrustRootException when anything in it is not as it must be: it is refused whole
    public static TrustRoot parse(String name, byte[] json) throws MalformedTrustRootException {
        return TrustRootDocument.parse(name, json);
    }

    public String name() {
        return name;
    }

    /// The certificate authority that issued the leaf, by a path that holds **at the verified time**: leaves live for
    /// ten minutes, so "now" is never the question.
    Authority issuer(LeafCertificate leaf, Instant at) {
        for (Authority authority : certificateAuthorities) {
            if (authority.issued(leaf.x509(), KeyPurposeId.id_kp_codeSigning, at)) {
                return authority;
            }
        }
        throw new Refutation(
                ReasonCode.CERTIFICATE_UNTRUSTED,
                "no certificate authority of the trust root " + name + " issued the certificate, valid at " + at);
    }

    List<Authority> timestampAuthorities() {
        return timestampAuthorities;
    }

    Optional<TrustedLog> certificateLog(String keyId) {
        return Optional.ofNullable(certificateLogs.get(keyId));
    }

    Optional<TrustedLog> transparencyLog(String keyId) {
        return Optional.ofNullable(transparencyLogs.get(keyId));
    }

    @Override
    public String toString() {
        return "trust root " + name;
    }
}
