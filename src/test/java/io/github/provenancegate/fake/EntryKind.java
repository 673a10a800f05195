package io.github.provenancegate.fake;

import java.util.List;
import java.util.Map;

/// The bodies in which Rekor stores an entry.
///
/// Version 0.0.1 are Rekor v1's (<https://github.com/sigstore/rekor/tree/main/pkg/types>), 0.0.2 those of Rekor v2
/// (<https://github.com/sigstore/rekor-tiles/tree/main/api/proto/rekor/v2>).
enum EntryKind {
    HASHEDREKORD_1("hashedrekord", "0.0.1"),
    DSSE_1("dsse", "0.0.1"),
    HASHEDREKORD_2("hashedrekord", "0.0.2"),
    DSSE_2("dsse", "0.0.2");

    private final String kind;
    private final String version;

    EntryKind(String kind, String version) {
        this.kind = kind;
        this.version = version;
    }

    String kind() {
        return kind;
    }

    String version() {
        return version;
    }

    /// The canonical body.
    byte[] body(EntryDraft draft) {
        Map<String, ?> spec = switch (this) {
            case HASHEDREKORD_1 -> hashedrekord1(draft);
            case DSSE_1 -> dsse1(draft);
            case HASHEDREKORD_2 -> Map.of("hashedRekordV002", hashedrekord2(draft));
            case DSSE_2 -> Map.of("dsseV002", dsse2(draft));
        };
        return Encoding.utf8(CanonicalJson.sorted(Map.of("apiVersion", version, "kind", kind, "spec", spec)));
    }

    private static Map<String, ?> hashedrekord1(EntryDraft draft) {
        return Map.of(
                "data", Map.of("hash", sha256Hex(draft.signedBytes())),
                "signature",
                        Map.of(
                                "content",
                                Encoding.base64(draft.signature),
                                "publicKey",
                                Map.of("content", Encoding.base64(Encoding.utf8(draft.verifierPem)))));
    }

    private static Map<String, ?> dsse1(EntryDraft draft) {
        return Map.of(
                "envelopeHash", sha256Hex(Encoding.utf8(draft.envelopeJson())),
                "payloadHash", sha256Hex(draft.payload),
                "signatures",
                        List.of(Map.of(
                                "signature",
                                Encoding.base64(draft.signature),
                                "verifier",
                                Encoding.base64(Encoding.utf8(draft.verifierPem)))));
    }

    private static Map<String, ?> hashedrekord2(EntryDraft draft) {
        return Map.of("data", sha256Base64(draft.signedBytes()), "signature", signature2(draft));
    }

    private static Map<String, ?> dsse2(EntryDraft draft) {
        return Map.of("payloadHash", sha256Base64(draft.payload), "signatures", List.of(signature2(draft)));
    }

    private static Map<String, ?> signature2(EntryDraft draft) {
        return Map.of(
                "content",
                Encoding.base64(draft.signature),
                "verifier",
                Map.of(
                        "keyDetails",
                        draft.keyDetails,
                        "x509Certificate",
                        Map.of("rawBytes", Encoding.base64(draft.certificate))));
    }

    private static Map<String, ?> sha256Hex(byte[] bytes) {
        return Map.of("algorithm", "sha256", "value", Encoding.hex(Encoding.sha256(bytes)));
    }

    private static Map<String, ?> sha256Base64(byte[] bytes) {
        return Map.of("algorithm", "SHA2_256", "digest", Encoding.base64(Encoding.sha256(bytes)));
    }
}
