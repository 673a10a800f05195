package io.github.provenancegate.fake;

import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes images and pushes them into one repository of a [FakeRegistry].
public final class FakeRegistryImages {
    /// The annotation and label under which an image names its base.
    public static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    private final FakeRegistry registry;
    private final String path;

    FakeRegistryImages(FakeRegistry registry, String path) {
        this.registry = registry;
        this.path = path;
    }

    /// A platform that an index names.
    public record Platform(String os, String architecture, Digest digest) {}

    /// An image whose configuration has these labels and whose manifest has these annotations.
    ///
    /// @param seed makes its digest differ from that of another image
    public Digest image(String seed, Map<String, String> labels, Map<String, String> annotations) {
        return imageOfConfig(
                seed,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":" + json(labels) + "}}",
                annotations);
    }

    /// An image whose configuration is any text.
    public Digest imageOfConfig(String seed, String config, Map<String, String> annotations) {
        byte[] layer = ("layer of " + seed).getBytes(StandardCharsets.UTF_8);
        byte[] configuration = config.getBytes(StandardCharsets.UTF_8);
        return registry.pushManifest(
                path,
                FakeRegistry.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + FakeRegistry.OCI_MANIFEST + "\",\"config\":"
                        + descriptor(
                                "application/vnd.oci.image.config.v1+json",
                                registry.pushBlob(path, configuration),
                                configuration.length)
                        + ",\"layers\":["
                        + descriptor(
                                "application/vnd.oci.image.layer.v1.tar", registry.pushBlob(path, layer), layer.length)
                        + "],\"annotations\":" + json(annotations) + "}");
    }

    /// An index of these platforms.
    public Digest index(List<Platform> platforms, Map<String, String> annotations) {
        String manifests = platforms.stream()
                .map(platform -> "{\"mediaType\":\"" + FakeRegistry.OCI_MANIFEST + "\",\"digest\":\""
                        + platform.digest() + "\",\"size\":1,\"platform\":{\"os\":\"" + platform.os()
                        + "\",\"architecture\":\"" + platform.architecture() + "\"}}")
                .collect(Collectors.joining(","));
        return registry.pushManifest(
                path,
                FakeRegistry.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + FakeRegistry.OCI_INDEX + "\",\"manifests\":[" + manifests
                        + "],\"annotations\":" + json(annotations) + "}");
    }

    /// A descriptor as manifests have it.
    public static String descriptor(String mediaType, Digest digest, long size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
