package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// What a transparency log recorded, and whether it is about this very signature: hash, signature **and** certificate
/// must all be ours, or any genuine entry could be spliced in. Rekor v1 writes hexadecimal hashes and PEM certificates
/// in Base64, Rekor v2 the JSON of its protobuf messages.
final class EntryBody {
    private final ObjectNode body;
    private final EntryKind kind;

    private EntryBody(ObjectNode body, EntryKind kind) {
        this.body = body;
        this.kind = kind;
    }

    /// Reads an entry of a known kind.
    static EntryBody parse(byte[] json) {
        return Refutation.unless(LOG_ENTRY_MISMATCH, "the log entry cannot be read", () -> {
            ObjectNode body = StrictJson.parseObject(json);
            EntryKind kind = EntryKind.of(StrictJson.text(body, "kind"), StrictJson.text(body, "apiVersion"))
                    .orElseThrow(() -> mismatch("the log entry is of an unknown kind"));
            return new EntryBody(body, kind);
        });
    }

    EntryKind kind() {
        return kind;
    }

    /// Refutes an entry that is about anything else.
    void requireAbout(SignedMatter matter) {
        boolean fits = switch (matter.form()) {
            case MESSAGE -> kind == EntryKind.HASHEDREKORD_1 || kind == EntryKind.HASHEDREKORD_2;
            case ENVELOPE -> kind != EntryKind.HASHEDREKORD_1;
        };
        if (!fits) {
            throw mismatch("the log entry is of another kind of signature");
        }
        Refutation.unless(LOG_ENTRY_MISMATCH, "the log entry is not of the form of its kind", () -> {
            ObjectNode spec = StrictJson.object(body, "spec");
            switch (kind) {
                case HASHEDREKORD_1 -> requireHashedRekord1(spec, matter);
                case HASHEDREKORD_2 -> requireHashedRekord2(StrictJson.object(spec, "hashedRekordV002"), matter);
                case DSSE_1 -> requireDsse1(spec, matter);
                case DSSE_2 -> requireDsse2(StrictJson.object(spec, "dsseV002"), matter);
                case INTOTO_2 -> requireIntoto2(StrictJson.object(spec, "content"), matter);
            }
            return true;
        });
    }

    private static void requireHashedRekord1(ObjectNode spec, SignedMatter matter) throws Exception {
        requireHash1(StrictJson.object(StrictJson.object(spec, "data"), "hash"), matter.signedHash());
        ObjectNode signature = StrictJson.object(spec, "signature");
        requireSignature(StrictJson.text(signature, "content"), matter);
        requirePem(StrictJson.text(StrictJson.object(signature, "publicKey"), "content"), matter);
    }

    private static void requireHashedRekord2(ObjectNode record, SignedMatter matter) throws Exception {
        requireHash2(StrictJson.object(record, "data"), matter.signedHash());
        requireSigned2(StrictJson.object(record, "signature"), matter);
    }

    /// The envelope's own hash is not compared: it depends on how the envelope was written down, and says no more.
    private static void requireDsse1(ObjectNode spec, SignedMatter matter) throws Exception {
        requireHash1(StrictJson.object(spec, "payloadHash"), matter.payloadHash());
        JsonNode signature = only(spec, "signatures");
        requireSignature(StrictJson.text(signature, "signature"), matter);
        requirePem(StrictJson.text(signature, "verifier"), matter);
    }

    private static void requireDsse2(ObjectNode record, SignedMatter matter) throws Exception {
        requireHash2(StrictJson.object(record, "payloadHash"), matter.payloadHash());
        requireSigned2(only(record, "signatures"), matter);
    }

    /// Here the signature is Base64 of Base64.
    private static void requireIntoto2(ObjectNode content, SignedMatter matter) throws Exception {
        requireHash1(StrictJson.object(content, "payloadHash"), matter.payloadHash());
        JsonNode signature = only(StrictJson.object(content, "envelope"), "signatures");
        byte[] inner = Encoding.base64(StrictJson.text(signature, "sig"));
        requireSignature(new String(inner, StandardCharsets.ISO_8859_1), matter);
        requirePem(StrictJson.text(signature, "publicKey"), matter);
    }

    private static void requireHash1(ObjectNode hash, byte[] sha256) throws StrictJson.MalformedException {
        if (!StrictJson.text(hash, "algorithm").equals("sha256")
                || !StrictJson.text(hash, "value").equals(HexFormat.of().formatHex(sha256))) {
            throw mismatch("the log entry is about something else that was signed");
        }
    }

    private static void requireHash2(ObjectNode hash, byte[] sha256) throws StrictJson.MalformedException {
        if (!StrictJson.text(hash, "algorithm").equals("SHA2_256")
                || !Arrays.equals(Encoding.base64(StrictJson.text(hash, "digest")), sha256)) {
            throw mismatch("the log entry is about something else that was signed");
        }
    }

    private static void requireSigned2(JsonNode signature, SignedMatter matter) throws StrictJson.MalformedException {
        requireSignature(StrictJson.text(signature, "content"), matter);
        ObjectNode certificate = StrictJson.object(StrictJson.object(signature, "verifier"), "x509Certificate");
        requireCertificate(Encoding.base64(StrictJson.text(certificate, "rawBytes")), matter);
    }

    private static void requireSignature(String base64, SignedMatter matter) {
        if (!Arrays.equals(Encoding.base64(base64), matter.signature())) {
            throw mismatch("the log entry is about another signature");
        }
    }

    /// @param pem Base64 of the PEM certificate, as Rekor v1 stores verifiers
    private static void requirePem(String pem, SignedMatter matter) {
        String text = new String(Encoding.base64(pem), StandardCharsets.UTF_8);
        if (!Encoding.pemLabel(text).equals("CERTIFICATE")) {
            throw mismatch("the log entry is about a bare key");
        }
        requireCertificate(Encoding.pem(text, "CERTIFICATE"), matter);
    }

    private static void requireCertificate(byte[] der, SignedMatter matter) {
        if (!matter.leaf().hasDer(der)) {
            throw mismatch("the log entry is about another certificate");
        }
    }

    /// The one element of a list: several would leave open which of them was meant.
    private static JsonNode only(ObjectNode parent, String member) {
        if (parent.get(member) instanceof ArrayNode list && list.size() == 1) {
            return list.get(0);
        }
        throw mismatch("the log entry does not have exactly one signature");
    }

    private static Refutation mismatch(String sentence) {
        return new Refutation(LOG_ENTRY_MISMATCH, sentence);
    }
}
