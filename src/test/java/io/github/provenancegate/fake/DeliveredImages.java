package io.github.provenancegate.fake;

import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An organisation's images as a delivery leaves them: two platforms, each naming its base in a label, the
/// bases in a reference repository with build signatures, every manifest signed in the legacy layout by a
/// [VirtualSigstore]; one image for each of the seven statuses.
public final class DeliveredImages {
    /// The organisation in paths and identities.
    public static final String ORGANIZATION = "acme.com";

    public static final String ORGANIZATION_ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    public static final String SYNCER_ID = "c03040118377d88c";
    public static final String BUILDER_ID = "ca93125e202f81f8";
    public static final Identity SYNCER = Identity.ofEnforce(ORGANIZATION_ID, SYNCER_ID);
    public static final Identity OTHER_ORGANIZATION =
            Identity.ofEnforce("ffffffffffffffffffffffffffffffffffffffff", SYNCER_ID);
    public static final Identity BASE_BUILDER = Identity.ofGitHubWorkflow(
            "chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main");

    private static final String REFERENCE = "chainguard-private";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    private final ImageStore store;
    private final VirtualSigstore sigstore;

    public DeliveredImages(ImageStore store, VirtualSigstore sigstore) {
        this.store = store;
        this.sigstore = sigstore;
    }

    /// What is at fault with an image; named by the status that full verification gives it.
    public enum Scenario {
        VERIFIED,
        PARTIAL,
        NOT_FOUND,
        NO_SIG,
        NO_BASE,
        ERROR;

        /// The repository's last segment.
        public String repository() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /// The status under `verification: delivery`.
        public String deliveryStatus() {
            return switch (this) {
                case VERIFIED, PARTIAL, NOT_FOUND -> "DELIVERY_VERIFIED";
                case NO_SIG, NO_BASE, ERROR -> name();
            };
        }

        /// The status under `verification: full`.
        public String fullStatus() {
            return name();
        }
    }

    /// Pushes the images of every scenario under the tag `latest`.
    ///
    /// @return `host/path@digest` by scenario
    public Map<Scenario, String> pushAll() {
        Map<Scenario, String> images = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.values()) {
            images.put(scenario, push(scenario));
        }
        return images;
    }

    /// Pushes one scenario's image, and its base where it has one.
    ///
    /// @return `host/path@digest`
    public String push(Scenario scenario) {
        return push(scenario, scenario.repository());
    }

    /// Pushes an image like that of a scenario into a repository of another name; its digests are its own.
    ///
    /// @param name below the organisation's
    /// @return `host/path@digest`
    public String push(Scenario scenario, String name) {
        String path = ORGANIZATION + "/" + name;
        Digest base = switch (scenario) {
            case VERIFIED, NO_SIG, NO_BASE, ERROR -> pushBase(name, Optional.of(BASE_BUILDER));
            case PARTIAL -> pushBase(name, Optional.empty());
            case NOT_FOUND -> new Digest("0".repeat(64));
        };
        Optional<Digest> named = scenario == Scenario.NO_BASE ? Optional.empty() : Optional.of(base);
        Optional<Identity> signer = switch (scenario) {
            case VERIFIED, PARTIAL, NOT_FOUND, NO_BASE -> Optional.of(SYNCER);
            case ERROR -> Optional.of(OTHER_ORGANIZATION);
            case NO_SIG -> Optional.empty();
        };
        return store.host() + "/" + path + "@" + pushIndex(path, name, named, signer);
    }

    /// The repositories that pushing under a name has filled.
    public static List<String> paths(String name) {
        return List.of(ORGANIZATION + "/" + name, REFERENCE + "/" + name);
    }

    /// A policy for these images in full or delivery mode.
    ///
    /// @param extra further lines of `spec`, each indented by two
    public String policy(String verification, String extra) {
        return """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: acme}
                spec:
                  images: ["%1$s/%2$s/**"]
                  verification: %3$s
                  organization:
                    name: %2$s
                    id: "%4$s"
                    identities: ["%5$s", "%6$s"]
                """.formatted(store.host(), ORGANIZATION, verification, ORGANIZATION_ID, SYNCER_ID, BUILDER_ID)
                + (verification.equals("full")
                        ? "  reference: {repository: \"" + store.host() + "/" + REFERENCE + "\"}\n"
                        : "")
                + extra;
    }

    /// Signs a digest in a repository in the legacy layout.
    public void sign(String path, Digest digest, Identity identity) {
        LegacySignature signature = sigstore.sign(identity, digest.toString())
                .inRepository(store.host() + "/" + path)
                .legacy();
        push(path, digest, List.of(signature));
    }

    /// Puts signatures beside an image, in this order.
    public void push(String path, Digest digest, List<LegacySignature> signatures) {
        SignatureManifest manifest = LegacySignature.manifest(signatures);
        manifest.blobs().forEach(blob -> store.pushBlob(path, blob.bytes()));
        store.pushManifest(
                path,
                LegacySignature.tag(digest.toString()),
                manifest.manifest().mediaType(),
                manifest.manifest().bytes());
    }

    /// Pushes an index of two platforms whose configurations name a base, signed recursively.
    public Digest pushIndex(String path, String seed, Optional<Digest> base, Optional<Identity> signer) {
        List<String> children = new ArrayList<>();
        for (String architecture : List.of("amd64", "arm64")) {
            byte[] manifest = platform(path, seed + architecture, architecture, base);
            Digest digest = store.pushManifest(path, MANIFEST, manifest);
            signer.ifPresent(identity -> sign(path, digest, identity));
            children.add("{\"mediaType\":\"" + MANIFEST + "\",\"digest\":\"" + digest + "\",\"size\":" + manifest.length
                    + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}}");
        }
        Digest index = store.pushManifest(
                path,
                "latest",
                INDEX,
                utf8("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + String.join(",", children)
                        + "]}"));
        signer.ifPresent(identity -> sign(path, index, identity));
        return index;
    }

    private Digest pushBase(String name, Optional<Identity> builder) {
        return pushIndex(REFERENCE + "/" + name, "base of " + name, Optional.empty(), builder);
    }

    private byte[] platform(String path, String seed, String architecture, Optional<Digest> base) {
        byte[] layer = utf8("layer of " + seed);
        byte[] config = utf8("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":{\"Labels\":{"
                + base.map(digest -> "\"" + BASE_DIGEST + "\":\"" + digest + "\"")
                        .orElse("")
                + "}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
        return utf8("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
                + descriptor(path, "application/vnd.oci.image.config.v1+json", config) + ",\"layers\":["
                + descriptor(path, "application/vnd.oci.image.layer.v1.tar", layer) + "]}");
    }

    private String descriptor(String path, String mediaType, byte[] blob) {
        return FakeRegistryImages.descriptor(mediaType, store.pushBlob(path, blob), blob.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
