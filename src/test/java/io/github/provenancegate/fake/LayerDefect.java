package io.github.provenancegate.fake;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Strikes last, on the layer of a legacy signature that was right in everything.
public enum LayerDefect implements Defect {
    /// Valid JSON of the right digest all the same, and the layer's digest is that of the changed bytes.
    PAYLOAD_BYTE_CHANGED,
    SIGNATURE_BYTE_CHANGED,
    CERTIFICATE_BYTE_CHANGED,
    /// The same bytes, but for bits that no decoder looks at.
    SIGNATURE_BASE64_NOT_CANONICAL,
    SIGNATURE_NOT_BASE64,
    SIGNATURE_EMPTY,
    SIGNATURE_MISSING,
    /// No log entry at all.
    UNLOGGED,
    /// No log entry, but a good timestamp.
    TIMESTAMP_ONLY,
    LOG_ENTRY_NOT_JSON,
    LOG_ENTRY_DUPLICATE_KEY;

    byte[] spoil(byte[] payload) {
        if (this != PAYLOAD_BYTE_CHANGED) {
            return payload;
        }
        String text = new String(payload, StandardCharsets.UTF_8);
        return Encoding.utf8(text.replaceFirst("\"docker-reference\":\".", "\"docker-reference\":\"_"));
    }

    void spoil(Map<String, String> annotations) {
        String signature = annotations.getOrDefault(LegacySignature.SIGNATURE, "");
        switch (this) {
            case PAYLOAD_BYTE_CHANGED -> {}
            case SIGNATURE_BYTE_CHANGED ->
                annotations.put(
                        LegacySignature.SIGNATURE,
                        Encoding.base64(
                                Encoding.withLastBitFlipped(Base64.getDecoder().decode(signature))));
            case CERTIFICATE_BYTE_CHANGED ->
                annotations.computeIfPresent(LegacySignature.CERTIFICATE, (_, pem) -> withLastBitFlipped(pem));
            case SIGNATURE_BASE64_NOT_CANONICAL -> annotations.put(LegacySignature.SIGNATURE, withSpareBits(signature));
            case SIGNATURE_NOT_BASE64 -> annotations.put(LegacySignature.SIGNATURE, "*" + signature);
            case SIGNATURE_EMPTY -> annotations.put(LegacySignature.SIGNATURE, "");
            case SIGNATURE_MISSING -> annotations.remove(LegacySignature.SIGNATURE);
            case UNLOGGED, TIMESTAMP_ONLY -> annotations.remove(LegacySignature.BUNDLE);
            case LOG_ENTRY_NOT_JSON ->
                annotations.computeIfPresent(LegacySignature.BUNDLE, (_, json) -> json.substring(1));
            case LOG_ENTRY_DUPLICATE_KEY ->
                annotations.computeIfPresent(
                        LegacySignature.BUNDLE,
                        (_, json) -> json.replace("\"logIndex\":", "\"logIndex\":0,\"logIndex\":"));
        }
    }

    private static String withLastBitFlipped(String pem) {
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replace("\n", "");
        return Encoding.pem(
                "CERTIFICATE", Encoding.withLastBitFlipped(Base64.getDecoder().decode(body)));
    }

    /// The last character before the padding carries bits beyond the last byte, which should be zero.
    static String withSpareBits(String base64) {
        int last = base64.indexOf('=') - 1;
        if (last < 0) {
            throw new IllegalStateException("a signature without padding has no spare bits");
        }
        char changed = (char) (base64.charAt(last) + 1);
        return base64.substring(0, last) + changed + base64.substring(last + 1);
    }
}
