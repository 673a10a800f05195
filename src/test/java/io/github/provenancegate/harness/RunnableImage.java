package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// An image that runs: [GoTool#PAUSE] and nothing else, which says `running` and waits.
public final class RunnableImage {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RunnableImage() {}

    /// Pushes it, under the tag `latest` too.
    ///
    /// @param labels of its configuration
    /// @return its digest
    public static String push(DistributionRegistry registry, String repository, Map<String, String> labels) {
        var layer = TarArchive.ofProgram("pause", GoTool.PAUSE.binary());
        var configuration = json(Map.of(
                "architecture",
                GoToolCache.architecture(),
                "os",
                "linux",
                "config",
                Map.of("Entrypoint", List.of("/pause"), "User", "65532:65532", "Labels", labels),
                "rootfs",
                Map.of("type", "layers", "diff_ids", List.of(DistributionRegistry.digest(layer)))));
        return registry.pushManifest(
                repository,
                "latest",
                MANIFEST,
                json(Map.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MANIFEST,
                        "config",
                        descriptor(registry, repository, CONFIG, configuration),
                        "layers",
                        List.of(descriptor(registry, repository, LAYER, layer)))));
    }

    private static Map<String, Object> descriptor(
            DistributionRegistry registry, String repository, String mediaType, byte[] blob) {
        return Map.of(
                "mediaType", mediaType, "digest", registry.pushBlob(repository, blob), "size", (Object) blob.length);
    }

    private static byte[] json(Map<String, ?> document) {
        return JSON.valueToTree(document).toString().getBytes(StandardCharsets.UTF_8);
    }
}
