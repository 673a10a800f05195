package io.github.provenancegate.fake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A signature as cosign 1 and 2 store it: a payload, and a layer's annotations.
public final class LegacySignature {

    public static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    public static final String BUNDLE = "dev.sigstore.cosign/bundle";
    public static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    public static final String CHAIN = "dev.sigstore.cosign/chain";
    public static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

    private static final String LAYER = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final Content payload;
    private final Map<String, String> annotations;

    LegacySignature(byte[] payload, Map<String, String> annotations) {
        this.payload = new Content(LAYER, payload);
        this.annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /// The bytes that were signed.
    public Content payload() {
        return payload;
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    /// Where a registry holds the signatures of an image.
    public static String tag(String imageDigest) {
        return imageDigest.replace(':', '-') + ".sig";
    }

    /// The image that holds this signature alone.
    public SignatureManifest manifest() {
        return manifest(List.of(this));
    }

    /// The image that holds these signatures, in this order.
    public static SignatureManifest manifest(List<LegacySignature> signatures) {
        Content config = new Content(CONFIG, Encoding.utf8(config(signatures)));
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MANIFEST);
        manifest.put("config", descriptor(config));
        manifest.put("layers", signatures.stream().map(LegacySignature::layer).toList());
        List<Content> blobs = Stream.concat(
                        Stream.of(config), signatures.stream().map(LegacySignature::payload))
                .toList();
        return new SignatureManifest(new Content(MANIFEST, Encoding.utf8(CanonicalJson.asGiven(manifest))), blobs);
    }

    private Map<String, Object> layer() {
        Map<String, Object> layer = descriptor(payload);
        layer.put("annotations", annotations);
        return layer;
    }

    static Map<String, Object> descriptor(Content content) {
        var descriptor = new LinkedHashMap<String, Object>();
        descriptor.put("mediaType", content.mediaType());
        descriptor.put("size", content.size());
        descriptor.put("digest", content.digest());
        return descriptor;
    }

    /// The empty image config that cosign writes, with one line of history for each layer.
    private static String config(List<LegacySignature> signatures) {
        String never = "0001-01-01T00:00:00Z";
        var rootfs = new LinkedHashMap<String, Object>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", signatures.stream().map(s -> s.payload.digest()).toList());
        var history = new ArrayList<Map<String, String>>();
        signatures.forEach(_ -> history.add(Map.of("created", never)));
        var config = new LinkedHashMap<String, Object>();
        config.put("architecture", "");
        config.put("created", never);
        config.put("history", history);
        config.put("os", "");
        config.put("rootfs", rootfs);
        config.put("config", Map.of());
        return CanonicalJson.asGiven(config);
    }
}
