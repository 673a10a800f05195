package io.github.provenancegate.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;

/// Strikes last, on a bundle that was right in everything.
public enum BundleDefect implements Defect {
    MEDIA_TYPE_UNKNOWN,
    MEDIA_TYPE_MISSING,
    PAYLOAD_BYTE_CHANGED,
    SIGNATURE_BYTE_CHANGED,
    CERTIFICATE_BYTE_CHANGED,
    /// The same signature twice in one envelope.
    TWO_SIGNATURES,
    NO_SIGNATURES,
    /// A message signature beside the envelope.
    TWO_CONTENTS,
    NO_CONTENT,
    CERTIFICATE_MISSING,
    /// A hint at a key stands where the certificate belongs.
    BARE_KEY,
    /// A chain, which version 0.3 does not have.
    CHAIN_INSTEAD_OF_CERTIFICATE,
    /// No log entry at all.
    UNLOGGED,
    LOG_ENTRY_TWICE,
    NINE_LOG_ENTRIES,
    /// A good log entry, and after it the same one with a changed proof.
    SECOND_LOG_ENTRY_BAD,
    KIND_MISMATCH,
    VERSION_MISMATCH,
    BODY_MISSING,
    TIMESTAMP_MISSING,
    /// A time that a Rekor v2 log does not give, and nobody signed.
    TIME_INSTEAD_OF_TIMESTAMP,
    SIGNATURE_BASE64_NOT_CANONICAL,
    DUPLICATE_KEY,
    TRAILING_TEXT,
    NOT_JSON;

    private static final String MATERIAL = "verificationMaterial";
    private static final String ENVELOPE = "dsseEnvelope";
    private static final String ENTRIES = "tlogEntries";

    /// Those that any bundle can have.
    static List<BundleDefect> ofAny() {
        var others = EnumSet.allOf(BundleDefect.class);
        ofLogged().forEach(others::remove);
        ofTimestamped().forEach(others::remove);
        return List.copyOf(others);
    }

    /// Those that only a logged bundle can have.
    static List<BundleDefect> ofLogged() {
        return List.copyOf(EnumSet.range(UNLOGGED, BODY_MISSING));
    }

    /// Those that only a bundle can have for which a timestamp alone says when.
    static List<BundleDefect> ofTimestamped() {
        return List.of(TIMESTAMP_MISSING, TIME_INSTEAD_OF_TIMESTAMP);
    }

    String spoil(String json) {
        return switch (this) {
            case DUPLICATE_KEY -> json.replaceFirst("\\{", "{\"mediaType\":\"text/plain\",");
            case TRAILING_TEXT -> json + "{}";
            case NOT_JSON -> json.substring(1);
            default -> {
                ObjectNode bundle = (ObjectNode) parse(json);
                spoil(bundle);
                yield bundle.toString();
            }
        };
    }

    private void spoil(ObjectNode bundle) {
        ObjectNode material = bundle.withObject("/" + MATERIAL);
        switch (this) {
            case MEDIA_TYPE_UNKNOWN -> bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v9.9+json");
            case MEDIA_TYPE_MISSING -> bundle.remove("mediaType");
            case TWO_CONTENTS -> bundle.set("messageSignature", messageSignature());
            case NO_CONTENT -> bundle.remove(ENVELOPE);
            case CERTIFICATE_BYTE_CHANGED -> flip(material.withObject("/certificate"), "rawBytes");
            case CERTIFICATE_MISSING -> material.remove("certificate");
            case BARE_KEY -> {
                material.remove("certificate");
                material.putObject("publicKey").put("hint", "a key");
            }
            case CHAIN_INSTEAD_OF_CERTIFICATE -> {
                JsonNode certificate = material.remove("certificate");
                material.putObject("x509CertificateChain")
                        .putArray("certificates")
                        .add(certificate);
            }
            case TIMESTAMP_MISSING -> material.remove("timestampVerificationData");
            case PAYLOAD_BYTE_CHANGED,
                    SIGNATURE_BYTE_CHANGED,
                    TWO_SIGNATURES,
                    NO_SIGNATURES,
                    SIGNATURE_BASE64_NOT_CANONICAL -> spoilEnvelope(bundle.withObject("/" + ENVELOPE));
            case UNLOGGED,
                    LOG_ENTRY_TWICE,
                    NINE_LOG_ENTRIES,
                    SECOND_LOG_ENTRY_BAD,
                    KIND_MISMATCH,
                    VERSION_MISMATCH,
                    BODY_MISSING,
                    TIME_INSTEAD_OF_TIMESTAMP -> spoilEntries(material, material.withArray(ENTRIES));
            case DUPLICATE_KEY, TRAILING_TEXT, NOT_JSON -> throw new IllegalStateException(name());
        }
    }

    private void spoilEnvelope(ObjectNode envelope) {
        ArrayNode signatures = envelope.withArray("signatures");
        ObjectNode signature = (ObjectNode) signatures.get(0);
        switch (this) {
            case PAYLOAD_BYTE_CHANGED -> {
                byte[] payload =
                        Base64.getDecoder().decode(envelope.get("payload").textValue());
                // A blank for a blank would not show; the first letter of the type's name does, and stays JSON.
                payload[2] = 'x';
                envelope.put("payload", Encoding.base64(payload));
            }
            case SIGNATURE_BYTE_CHANGED -> flip(signature, "sig");
            case TWO_SIGNATURES -> signatures.add(signature.deepCopy());
            case NO_SIGNATURES -> signatures.removeAll();
            case SIGNATURE_BASE64_NOT_CANONICAL ->
                signature.put(
                        "sig", LayerDefect.withSpareBits(signature.get("sig").textValue()));
            default -> throw new IllegalStateException(name());
        }
    }

    private void spoilEntries(ObjectNode material, ArrayNode entries) {
        ObjectNode entry = (ObjectNode) entries.get(0);
        switch (this) {
            case UNLOGGED -> material.remove(ENTRIES);
            case LOG_ENTRY_TWICE -> entries.add(entry.deepCopy());
            case NINE_LOG_ENTRIES -> {
                for (int i = 1; i < 9; i++) {
                    entries.add(entry.deepCopy());
                }
            }
            case SECOND_LOG_ENTRY_BAD -> {
                ObjectNode second = entry.deepCopy();
                ArrayNode hashes = (ArrayNode) second.at("/inclusionProof/hashes");
                hashes.set(0, TextNode.valueOf(Encoding.base64(new byte[32])));
                entries.add(second);
            }
            case KIND_MISMATCH -> entry.withObject("/kindVersion").put("kind", "intoto");
            case VERSION_MISMATCH -> entry.withObject("/kindVersion").put("version", "0.0.9");
            case BODY_MISSING -> entry.remove("canonicalizedBody");
            case TIME_INSTEAD_OF_TIMESTAMP -> {
                material.remove("timestampVerificationData");
                entry.put("integratedTime", timeOf(material));
            }
            default -> throw new IllegalStateException(name());
        }
    }

    /// A second after the certificate began, so that nothing but the lack of a signature is wrong with it.
    private static String timeOf(ObjectNode material) {
        byte[] der =
                Base64.getDecoder().decode(material.at("/certificate/rawBytes").textValue());
        return Long.toString(Leaf.parse(der).getNotBefore().toInstant().getEpochSecond() + 1);
    }

    private static ObjectNode messageSignature() {
        ObjectNode message = (ObjectNode) parse("{\"messageDigest\":{\"algorithm\":\"SHA2_256\"}}");
        message.withObject("/messageDigest").put("digest", Encoding.base64(new byte[32]));
        return message.put("signature", Encoding.base64(new byte[70]));
    }

    private static void flip(ObjectNode parent, String field) {
        byte[] bytes = Base64.getDecoder().decode(parent.get(field).textValue());
        parent.put(field, Encoding.base64(Encoding.withLastBitFlipped(bytes)));
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
