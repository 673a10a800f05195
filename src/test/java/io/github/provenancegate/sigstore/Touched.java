package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;

/// What differs between a document and a mutated copy, as a set of places: a JSON pointer, where needed with
/// what happened there. A document within a text is walked too.
final class Touched {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// White space, escapes and the order of members.
    static final String SPELLING = "how the JSON is written";

    static final String UNKNOWN_MEMBER = "a member that nobody knows";

    private final Set<String> places = new TreeSet<>();

    private Touched() {}

    static Set<String> between(byte[] genuine, byte[] mutated) {
        Touched touched = new Touched();
        try {
            touched.walk("", STRICT.readTree(genuine), STRICT.readTree(mutated));
        } catch (IOException | RuntimeException unreadable) {
            touched.places.add("not one JSON document");
        }
        return touched.places.isEmpty() ? Set.of(SPELLING) : touched.places;
    }

    private void walk(String pointer, JsonNode one, JsonNode other) throws IOException {
        if (one.equals(other) || saysTheSame(one, other)) {
            return;
        }
        if (one instanceof ObjectNode && other instanceof ObjectNode) {
            Set<String> keys = new HashSet<>();
            one.fieldNames().forEachRemaining(keys::add);
            other.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                if (one.has(key)) {
                    walk(pointer + "/" + key, one.path(key), other.path(key));
                } else {
                    places.add(UNKNOWN_MEMBER);
                }
            }
        } else if (one instanceof ArrayNode && other instanceof ArrayNode) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                walk(pointer + "/" + i, one.path(i), other.path(i));
            }
        } else if (one.isMissingNode()) {
            places.add(pointer + " added");
        } else if (other.isMissingNode() || other.isNull()) {
            places.add(pointer + " left out");
        } else if (one.isTextual() && other.isTextual()) {
            walkText(pointer, one.textValue(), other.textValue());
        } else {
            places.add(pointer + (one.getNodeType() == other.getNodeType() ? "" : " of another type"));
        }
    }

    /// Protobuf's JSON writes a long number as a text or as a number, and a default as null or not at all.
    private static boolean saysTheSame(JsonNode one, JsonNode other) {
        boolean none = isDefault(one) && isDefault(other);
        boolean number = (one.isNumber() || one.isTextual())
                && (other.isNumber() || other.isTextual())
                && one.asText().matches("[0-9]+")
                && one.asText().equals(other.asText());
        return none || number;
    }

    private static boolean isDefault(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.asText().equals("0")
                || (value.isArray() && value.isEmpty());
    }

    private void walkText(String pointer, String one, String other) throws IOException {
        if (one.startsWith("{") && other.startsWith("{")) {
            walk(pointer, STRICT.readTree(one), STRICT.readTree(other));
        } else if (pointer.endsWith("/checkpoint/envelope")) {
            walkNote(pointer, one, other);
        } else if (pointer.endsWith("signedTimestamp") || pointer.endsWith("SignedRFC3161Timestamp")) {
            walkTimestamp(pointer, one, other);
        } else if (one.contains("-----BEGIN ")
                && one.strip().replaceAll("[\r\n]", "").equals(other.strip().replaceAll("[\r\n]", ""))) {
            places.add(pointer + " line breaks");
        } else {
            places.add(pointer);
        }
    }

    /// A signed note: text, empty line, signatures.
    private void walkNote(String pointer, String one, String other) {
        List<String> lines = one.lines().toList();
        List<String> others = other.lines().toList();
        String log = "\u2014 " + lines.getFirst().replaceFirst(" .*", "") + " ";
        boolean sameLength = lines.size() == others.size() && one.endsWith("\n") == other.endsWith("\n");
        boolean several = lines.stream().filter(line -> line.startsWith(log)).count() > 1;
        for (int i = 0; sameLength && i < lines.size(); i++) {
            if (!lines.get(i).equals(others.get(i))) {
                String line = lines.get(i);
                boolean ofLog = line.startsWith(log);
                places.add(pointer
                        + (ofLog && several ? " one of several signatures" : "")
                        + (!ofLog && line.startsWith("\u2014 ") ? " witness" : ""));
            }
        }
        if (!sameLength) {
            places.add(pointer + " lines");
        }
    }

    /// An RFC 3161 response, part by part.
    private void walkTimestamp(String pointer, String one, String other) {
        List<Object> parts;
        List<Object> others;
        try {
            parts = parts(Base64.getDecoder().decode(one));
            others = parts(Base64.getDecoder().decode(other));
        } catch (RuntimeException unreadable) {
            places.add(pointer);
            return;
        }
        boolean differs = false;
        for (int i = 0; i < parts.size(); i++) {
            if (!Objects.equals(parts.get(i), others.get(i))) {
                places.add(pointer + " " + PARTS.get(i));
                differs = true;
            }
        }
        if (!differs) {
            places.add(pointer + " encoding");
        }
    }

    private static final List<String> PARTS = List.of(
            "status",
            "content type",
            "version",
            "digest algorithms",
            "content",
            "certificates",
            "revocation lists",
            "signer version",
            "signer id",
            "signer digest algorithm",
            "signed attributes",
            "signature algorithm",
            "signature",
            "unsigned attributes",
            "number of signers");

    private static List<Object> parts(byte[] response) {
        TimeStampResp resp = TimeStampResp.getInstance(response);
        SignedData signed = SignedData.getInstance(resp.getTimeStampToken().getContent());
        SignerInfo signer = SignerInfo.getInstance(signed.getSignerInfos().getObjectAt(0));
        List<Object> parts = new ArrayList<>();
        parts.add(resp.getStatus());
        parts.add(resp.getTimeStampToken().getContentType());
        parts.add(signed.getVersion());
        parts.add(signed.getDigestAlgorithms());
        parts.add(signed.getEncapContentInfo());
        parts.add(orNone(signed.getCertificates()));
        parts.add(orNone(signed.getCRLs()));
        parts.add(signer.getVersion());
        parts.add(signer.getSID());
        parts.add(signer.getDigestAlgorithm());
        parts.add(orNone(signer.getAuthenticatedAttributes()));
        parts.add(signer.getDigestEncryptionAlgorithm());
        parts.add(signer.getEncryptedDigest());
        parts.add(orNone(signer.getUnauthenticatedAttributes()));
        parts.add(signed.getSignerInfos().size());
        return parts;
    }

    private static Object orNone(Object part) {
        return part == null ? MissingNode.getInstance() : part;
    }
}
