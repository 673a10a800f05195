package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A manifest that refers to an image (OCI image specification, "Guidelines for Artifact Usage"). What its own
/// annotations and artefact type say is anybody's word: only its layers' types are looked at.
///
/// @param bundles Sigstore bundles that may hold a signature
/// @param legacy signatures in the legacy layout
record ReferringManifest(List<Digest> bundles, LegacyManifest legacy) {
    /// One bundle a manifest is what cosign writes.
    static final int BUNDLES_MAX = 8;

    /// How the types of bundles of all versions begin.
    static final String BUNDLE = "application/vnd.dev.sigstore.bundle";
    private static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

    static ReferringManifest parse(byte[] json) {
        return Refutation.unless(PAYLOAD_INVALID, "a manifest that refers to the image cannot be read", () -> {
            ObjectNode manifest = StrictJson.parseObject(json);
            if (manifest.has("manifests")) {
                return new ReferringManifest(
                        List.of(), new LegacyManifest(Set.of(), Optional.empty())); // an index, which holds no layers
            }
            List<Digest> bundles = new ArrayList<>();
            if (manifest.get("layers") instanceof ArrayNode layers) {
                for (JsonNode layer : layers) {
                    if (layer.path("mediaType").asText().startsWith(BUNDLE) && !isLongAttestation(manifest, layer)) {
                        bundles.add(Digest.parse(StrictJson.text(layer, "digest")));
                    }
                }
            }
            if (bundles.size() > BUNDLES_MAX) {
                throw new Refutation(PAYLOAD_INVALID, "a manifest refers to the image with too many bundles");
            }
            return new ReferringManifest(bundles, LegacyManifest.of(manifest));
        });
    }

    /// A bill of materials may be longer than any signature; it is not fetched if it says itself that it is none.
    private static boolean isLongAttestation(ObjectNode manifest, JsonNode layer) {
        String predicateType = manifest.path("annotations").path(PREDICATE_TYPE).asText();
        return layer.path("size").asLong() > Bundle.BYTES_MAX
                && !predicateType.isEmpty()
                && !predicateType.equals(Statement.IMAGE_SIGNATURE);
    }
}
