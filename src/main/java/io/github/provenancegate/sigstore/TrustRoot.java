package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.TrustRoots.Kind;
import io.github.provenancegate.verify.TrustRoots.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// Whom to believe about one signature: certificate authorities, certificate transparency logs, transparency logs and
/// timestamp authorities, each with the time in which it counted. Immutable; keys and certificates are parsed once.
public final class TrustRoot {
    private final String name;
    private final Digest document;
    private final List<Authority> certificateAuthorities;
    private final Map<String, TrustedLog> certificateLogs;
    private final Map<String, TrustedLog> transparencyLogs;
    private final List<Authority> timestampAuthorities;

    TrustRoot(
            String name,
            Digest document,
            List<Authority> certificateAuthorities,
            Map<String, TrustedLog> certificateLogs,
            Map<String, TrustedLog> transparencyLogs,
            List<Authority> timestampAuthorities) {
        this.name = name;
        this.document = document;
        this.certificateAuthorities = List.copyOf(certificateAuthorities);
        this.certificateLogs = Collections.unmodifiableMap(new LinkedHashMap<>(certificateLogs));
        this.transparencyLogs = Collections.unmodifiableMap(new LinkedHashMap<>(transparencyLogs));
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

    /// sha256 of the document that it was read from.
    public Digest document() {
        return document;
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

    /// Everything that it names, by kind.
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        certificateAuthorities.forEach(authority -> parts.add(authority.part(Kind.CERTIFICATE_AUTHORITY)));
        certificateLogs.values().forEach(log -> parts.add(log.part(Kind.CERTIFICATE_LOG)));
        transparencyLogs.values().forEach(log -> parts.add(log.part(Kind.TRANSPARENCY_LOG)));
        timestampAuthorities.forEach(authority -> parts.add(authority.part(Kind.TIMESTAMP_AUTHORITY)));
        return List.copyOf(parts);
    }

    /// The first moment at which it covers no new signature: one kind of what a signature needs has run out. Empty for
    /// never.
    Optional<Instant> coversUntil() {
        return Stream.of(Kind.CERTIFICATE_AUTHORITY, Kind.CERTIFICATE_LOG, Kind.TRANSPARENCY_LOG)
                .map(this::lastEnd)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> lastEnd(Kind kind) {
        List<Optional<Instant>> ends = parts().stream()
                .filter(part -> part.kind() == kind)
                .map(Part::until)
                .toList();
        return ends.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : ends.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    @Override
    public String toString() {
        return "trust root " + name;
    }
}
