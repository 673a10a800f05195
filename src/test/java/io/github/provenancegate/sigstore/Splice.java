package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A part of a bundle that somebody puts into another one.
enum Splice {
    /// Payload and signature together, of either form.
    CONTENT(ReasonCode.DIGEST_MISMATCH),
    /// The statement.
    PAYLOAD(ReasonCode.DIGEST_MISMATCH),
    SIGNATURE(ReasonCode.LOG_ENTRY_MISMATCH),
    CERTIFICATE(ReasonCode.LOG_ENTRY_MISMATCH),
    LOG_ENTRY(ReasonCode.LOG_ENTRY_MISMATCH),
    /// With the time that it promises.
    PROMISE(ReasonCode.LOG_ENTRY_INVALID),
    PROOF(ReasonCode.LOG_ENTRY_INVALID),
    CHECKPOINT(ReasonCode.LOG_ENTRY_INVALID),
    /// Also where the log says when, and no timestamp is needed.
    TIMESTAMPS(ReasonCode.TIMESTAMP_INVALID);

    private static final String MATERIAL = "/verificationMaterial";

    /// In a checkpoint, as JSON writes it, what follows the first signature: witnesses', whom nobody trusts.
    private static final Pattern WITNESSES = Pattern.compile("(\\\\n\\\\n\u2014 [^\\\\]*\\\\n)[^\"]*");

    private final ReasonCode refusal;

    Splice(ReasonCode refusal) {
        this.refusal = refusal;
    }

    /// Why a bundle with somebody else's part is refused, where both are about different artefacts.
    ReasonCode refusal() {
        return refusal;
    }

    /// Pointer to the object that holds the part.
    private String parent(ObjectNode bundle) {
        return switch (this) {
            case CONTENT -> "";
            case PAYLOAD -> "/dsseEnvelope";
            case SIGNATURE -> bundle.has("dsseEnvelope") ? "/dsseEnvelope/signatures/0" : "/messageSignature";
            case CERTIFICATE ->
                bundle.at(MATERIAL + "/certificate").isObject()
                        ? MATERIAL + "/certificate"
                        : MATERIAL + "/x509CertificateChain/certificates/0";
            case LOG_ENTRY, TIMESTAMPS -> MATERIAL;
            case PROMISE, PROOF -> MATERIAL + "/tlogEntries/0";
            case CHECKPOINT -> MATERIAL + "/tlogEntries/0/inclusionProof";
        };
    }

    private List<String> members(ObjectNode bundle) {
        return switch (this) {
            case CONTENT -> List.of("dsseEnvelope", "messageSignature");
            case PAYLOAD -> List.of("payload");
            case SIGNATURE -> List.of(bundle.has("dsseEnvelope") ? "sig" : "signature");
            case CERTIFICATE -> List.of("rawBytes");
            case LOG_ENTRY -> List.of("tlogEntries");
            case PROMISE -> List.of("inclusionPromise", "integratedTime");
            case PROOF -> List.of("inclusionProof");
            case CHECKPOINT -> List.of("checkpoint");
            case TIMESTAMPS -> List.of("timestampVerificationData");
        };
    }

    /// The victim with the donor's part; empty where the donor has none, the victim has no place for it, or both have
    /// the same, a checkpoint's witnesses aside.
    Optional<ObjectNode> into(ObjectNode victim, ObjectNode donor) {
        List<JsonNode> part = part(donor);
        ObjectNode spliced = victim.deepCopy();
        boolean lacking = this == PROMISE
                ? part.getFirst().isMissingNode()
                : part.stream().allMatch(JsonNode::isMissingNode);
        if (lacking
                || withoutWitnesses(part).equals(withoutWitnesses(part(victim)))
                || !(spliced.at(parent(victim)) instanceof ObjectNode receiver)) {
            return Optional.empty();
        }
        List<String> names = members(victim);
        for (int i = 0; i < names.size(); i++) {
            if (part.get(i).isMissingNode()) {
                receiver.remove(names.get(i));
            } else {
                receiver.set(names.get(i), part.get(i));
            }
        }
        return Optional.of(spliced);
    }

    private static String withoutWitnesses(List<JsonNode> part) {
        return WITNESSES.matcher(part.toString()).replaceAll("$1");
    }

    private List<JsonNode> part(ObjectNode bundle) {
        JsonNode object = bundle.at(parent(bundle));
        return members(bundle).stream()
                .map(object::path)
                .map(value -> isNothing(value) ? JsonNodeFactory.instance.missingNode() : value)
                .toList();
    }

    private static boolean isNothing(JsonNode value) {
        JsonNode timestamps = value.path("rfc3161Timestamps");
        return value.isContainerNode() && (value.isEmpty() || (timestamps.isArray() && timestamps.isEmpty()));
    }
}
