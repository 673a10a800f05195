package io.github.provenancegate.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;

/// Writes a `trusted_root.json`
/// (<https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto>).
final class TrustedRoot {

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

    private final Instant since;
    private final List<Map<String, Object>> logs = new ArrayList<>();
    private final List<Map<String, Object>> certificateAuthorities = new ArrayList<>();
    private final List<Map<String, Object>> ctLogs = new ArrayList<>();
    private final List<Map<String, Object>> timestampAuthorities = new ArrayList<>();

    TrustedRoot(Instant since) {
        this.since = since;
    }

    TrustedRoot withLog(VirtualRekor log) {
        logs.add(log(log.baseUrl(), log.key(), log.logId(), Optional.empty()));
        return this;
    }

    TrustedRoot withRetiredLog(VirtualRekor log, Instant retired) {
        logs.add(log(log.baseUrl(), log.key(), log.logId(), Optional.of(retired)));
        return this;
    }

    TrustedRoot withCtLog(VirtualCtLog log) {
        ctLogs.add(log(log.baseUrl(), log.key(), log.key().id(), Optional.empty()));
        return this;
    }

    TrustedRoot withRetiredCtLog(VirtualCtLog log, Instant retired) {
        ctLogs.add(log(log.baseUrl(), log.key(), log.key().id(), Optional.of(retired)));
        return this;
    }

    TrustedRoot withCertificateAuthority(VirtualCertificateAuthority authority) {
        certificateAuthorities.add(fulcio(authority, Optional.empty()));
        return this;
    }

    TrustedRoot withRetiredCertificateAuthority(VirtualCertificateAuthority authority, Instant retired) {
        certificateAuthorities.add(fulcio(authority, Optional.of(retired)));
        return this;
    }

    TrustedRoot withTimestampAuthority(VirtualTimestampAuthority authority) {
        timestampAuthorities.add(tsa(authority, Optional.empty()));
        return this;
    }

    TrustedRoot withRetiredTimestampAuthority(VirtualTimestampAuthority authority, Instant retired) {
        timestampAuthorities.add(tsa(authority, Optional.of(retired)));
        return this;
    }

    private Map<String, Object> fulcio(VirtualCertificateAuthority authority, Optional<Instant> end) {
        String uri = "https://fulcio." + VirtualSigstore.ORGANIZATION;
        return authority(authority.commonName(), uri, authority.certificates(), end);
    }

    private Map<String, Object> tsa(VirtualTimestampAuthority authority, Optional<Instant> end) {
        String uri = "https://timestamp." + VirtualSigstore.ORGANIZATION + "/api/v1/timestamp";
        return authority("virtual-tsa", uri, authority.certificates(), end);
    }

    String json() {
        var root = new LinkedHashMap<String, Object>();
        root.put("mediaType", MEDIA_TYPE);
        root.put("tlogs", logs);
        root.put("certificateAuthorities", certificateAuthorities);
        root.put("ctlogs", ctLogs);
        root.put("timestampAuthorities", timestampAuthorities);
        return CanonicalJson.asGiven(root);
    }

    private Map<String, Object> log(String baseUrl, SigningKey key, byte[] id, Optional<Instant> end) {
        var publicKey = new LinkedHashMap<String, Object>();
        publicKey.put("rawBytes", Encoding.base64(key.der()));
        publicKey.put("keyDetails", key.algorithm().keyDetails());
        publicKey.put("validFor", validity(end));
        var log = new LinkedHashMap<String, Object>();
        log.put("baseUrl", baseUrl);
        log.put("hashAlgorithm", "SHA2_256");
        log.put("publicKey", publicKey);
        log.put("logId", Map.of("keyId", Encoding.base64(id)));
        return log;
    }

    private Map<String, Object> authority(
            String commonName, String uri, List<X509CertificateHolder> chain, Optional<Instant> end) {
        var subject = new LinkedHashMap<String, Object>();
        subject.put("organization", VirtualSigstore.ORGANIZATION);
        subject.put("commonName", commonName);
        var authority = new LinkedHashMap<String, Object>();
        authority.put("subject", subject);
        authority.put("uri", uri);
        authority.put(
                "certChain",
                Map.of(
                        "certificates",
                        chain.stream()
                                .map(certificate -> Map.of("rawBytes", Encoding.base64(Leaf.encoded(certificate))))
                                .toList()));
        authority.put("validFor", validity(end));
        return authority;
    }

    private Map<String, Object> validity(Optional<Instant> end) {
        var validity = new LinkedHashMap<String, Object>();
        validity.put("start", since.toString());
        end.ifPresent(instant -> validity.put("end", instant.toString()));
        return validity;
    }
}
