package io.github.provenancegate.fake;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A signature as cosign 3 stores it: a Sigstore bundle, and a manifest that refers to the image.
public final class BundleSignature {

    public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    private final Content bundle;
    private final String imageDigest;
    private final String predicateType;
    private final Instant created;

    BundleSignature(String bundle, String imageDigest, String predicateType, Instant created) {
        this.bundle = new Content(MEDIA_TYPE, Encoding.utf8(bundle));
        this.imageDigest = imageDigest;
        this.predicateType = predicateType;
        this.created = created;
    }

    public Content bundle() {
        return bundle;
    }

    /// The manifest that refers to the image.
    ///
    /// @param subjectMediaType of the image's manifest or index
    /// @param subjectSize of it, in bytes
    public SignatureManifest referrer(String subjectMediaType, int subjectSize) {
        var empty = new Content(EMPTY, Encoding.utf8("{}"));
        Map<String, Object> config = LegacySignature.descriptor(empty);
        config.put("artifactType", MEDIA_TYPE);
        var annotations = new LinkedHashMap<String, Object>();
        annotations.put("dev.sigstore.bundle.content", "dsse-envelope");
        annotations.put("dev.sigstore.bundle.predicateType", predicateType);
        annotations.put("org.opencontainers.image.created", created.toString());
        var subject = new LinkedHashMap<String, Object>();
        subject.put("mediaType", subjectMediaType);
        subject.put("size", subjectSize);
        subject.put("digest", imageDigest);
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MANIFEST);
        manifest.put("config", config);
        manifest.put("layers", List.of(LegacySignature.descriptor(bundle)));
        manifest.put("annotations", annotations);
        manifest.put("subject", subject);
        manifest.put("artifactType", MEDIA_TYPE);
        return new SignatureManifest(
                new Content(MANIFEST, Encoding.utf8(CanonicalJson.asGiven(manifest))), List.of(empty, bundle));
    }

    /// Where a registry without the referrers API holds the index of what refers to an image.
    public static String fallbackTag(String imageDigest) {
        return imageDigest.replace(':', '-');
    }

    /// That index, as cosign 3.1 writes it; also what the referrers API answers.
    public static Content index(List<SignatureManifest> referrers) {
        var index = new LinkedHashMap<String, Object>();
        index.put("schemaVersion", 2);
        index.put("mediaType", INDEX);
        index.put(
                "manifests",
                referrers.stream()
                        .map(referrer -> {
                            Map<String, Object> descriptor = LegacySignature.descriptor(referrer.manifest());
                            descriptor.put("artifactType", MEDIA_TYPE);
                            return descriptor;
                        })
                        .toList());
        return new Content(INDEX, Encoding.utf8(CanonicalJson.asGiven(index)));
    }
}
