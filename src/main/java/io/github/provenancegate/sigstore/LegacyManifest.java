package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.MalformedReferenceException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// The manifest under the tag `sha256-<hex>.sig`: each layer of the simple-signing type is a candidate; layers of other
/// types (attestations) are none.
///
/// @param candidates in the manifest's order, each once: signing again may repeat a layer as it is
/// @param refuted one finding where descriptors of signature layers are malformed: whoever may push can add such a
///     layer, and it must not take the others' word
record LegacyManifest(Set<LegacyCandidate> candidates, Optional<Signature.Refuted> refuted) {
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    private static final String LOG_ENTRY = "dev.sigstore.cosign/bundle";
    private static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

    /// The tag under which cosign 1 and 2 keep the signatures of a digest.
    static String tag(Digest image) {
        return "sha256-" + image.hex() + ".sig";
    }

    /// @throws Refutation when the bytes are no image manifest
    static LegacyManifest parse(byte[] manifest) {
        return Refutation.unless(
                ReasonCode.PAYLOAD_INVALID, "the manifest that should list the signatures cannot be read", () -> {
                    ObjectNode document = StrictJson.parseObject(manifest);
                    if (document.hasNonNull("manifests")) {
                        throw new Refutation(
                                ReasonCode.PAYLOAD_INVALID, "an index stands where signatures should be listed");
                    }
                    return of(document);
                });
    }

    /// The same of a manifest that was read already.
    static LegacyManifest of(ObjectNode manifest) {
        Set<LegacyCandidate> candidates = new LinkedHashSet<>();
        Optional<Signature.Refuted> refuted = Optional.empty();
        if (manifest.get("layers") instanceof ArrayNode layers) {
            for (JsonNode layer : layers) {
                if (layer.path("mediaType").asText().equals(SimpleSigning.MEDIA_TYPE)) {
                    try {
                        candidates.add(candidate(layer));
                    } catch (StrictJson.MalformedException | MalformedReferenceException malformed) {
                        refuted = Optional.of(new Signature.Refuted(
                                Optional.empty(),
                                ReasonCode.PAYLOAD_INVALID,
                                "a signature layer's descriptor does not name its payload"));
                    }
                }
            }
        }
        return new LegacyManifest(candidates, refuted);
    }

    private static LegacyCandidate candidate(JsonNode layer) throws StrictJson.MalformedException {
        return new LegacyCandidate(
                Digest.parse(StrictJson.text(layer, "digest")),
                StrictJson.natural(layer, "size"),
                annotation(layer, SIGNATURE),
                annotation(layer, CERTIFICATE),
                annotation(layer, LOG_ENTRY),
                annotation(layer, TIMESTAMP));
    }

    /// cosign writes an empty text for what it does not have.
    private static Optional<String> annotation(JsonNode layer, String name) {
        return Optional.ofNullable(layer.path("annotations").get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isEmpty());
    }
}
