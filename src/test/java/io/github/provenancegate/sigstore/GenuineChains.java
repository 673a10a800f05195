package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Signatures that lie beside images, as real tools pushed them.
final class GenuineChains {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private GenuineChains() {}

    /// Signatures of Chainguard's public images, each the only one of its manifest.
    static List<SignatureChain> ofChainguard() {
        return GenuineSignature.all().stream()
                .map(genuine -> {
                    ObjectNode manifest = MAPPER.createObjectNode()
                            .put("schemaVersion", 2)
                            .put("mediaType", "application/vnd.oci.image.manifest.v1+json");
                    manifest.putObject("config")
                            .put("mediaType", "application/vnd.oci.image.config.v1+json")
                            .put("size", 2)
                            .put(
                                    "digest",
                                    GenuineBundle.digest(new byte[] {'{', '}'}).toString());
                    manifest.putArray("layers").add(genuine.layer());
                    return SignatureChain.ofLegacy(genuine.image(), bytes(manifest), genuine.payloadBytes());
                })
                .toList();
    }

    /// Those of the real, private Sigstore that stand alone under their tag; not all of them hold.
    static List<SignatureChain> ofARealSigstore() {
        try (InputStream archive = Files.newInputStream(RealSigstore.registryStorage())) {
            HeldRegistry registry = HeldRegistry.ofArchive(archive);
            Set<Digest> seen = new HashSet<>();
            List<SignatureChain> chains = new ArrayList<>();
            for (Map.Entry<String, Digest> tag : new TreeMap<>(registry.tags()).entrySet()) {
                String name = tag.getKey().substring(tag.getKey().lastIndexOf(':') + 1);
                if (name.startsWith("sha256-") && seen.add(tag.getValue())) {
                    Digest image = new Digest(name.substring(7, 71));
                    chain(registry, image, tag.getValue()).ifPresent(chains::add);
                }
            }
            return chains;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<SignatureChain> chain(HeldRegistry registry, Digest image, Digest tagged)
            throws IOException {
        byte[] first = registry.content(tagged);
        JsonNode document = MAPPER.readTree(first);
        if (document.path("layers").size() == 1) {
            byte[] payload = registry.content(digest(document.at("/layers/0")));
            return Optional.of(SignatureChain.ofLegacy(image, first, payload));
        }
        if (document.path("manifests").size() == 1) {
            byte[] manifest = registry.content(digest(document.at("/manifests/0")));
            JsonNode layer = MAPPER.readTree(manifest).at("/layers/0");
            return Optional.of(SignatureChain.ofBundle(image, first, manifest, registry.content(digest(layer))));
        }
        return Optional.empty();
    }

    private static Digest digest(JsonNode descriptor) {
        return Digest.parse(descriptor.path("digest").asText());
    }

    private static byte[] bytes(JsonNode document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
