package io.github.provenancegate.bench;

import static io.github.provenancegate.fake.FakeRegistryImages.BASE_DIGEST;

import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Requirement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How often the registry is asked in one review of one image of which nothing is known, counted where it is
/// asked, beside what it should take.
final class RegistryRequests {
    private static final String PATH = DeliveredImages.ORGANIZATION + "/python";
    private static final Digest BASE = new Digest("0".repeat(64));

    private final FakeRegistry registry;
    private final VirtualSigstore sigstore;
    private final DeliveredImages delivered;
    private final Table table = new Table("review of one image", "should", "counted", "verdict");

    private RegistryRequests(FakeRegistry registry, VirtualSigstore sigstore) {
        this.registry = registry;
        this.sigstore = sigstore;
        this.delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
    }

    static String count() {
        try (FakeRegistry registry = FakeRegistry.start()) {
            VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
            return new RegistryRequests(registry, sigstore).countAll();
        }
    }

    private String countAll() {
        Digest plain = signed("plain", Map.of(), Map.of());
        registry.tag(PATH, "latest", plain);
        Digest annotated = signed("annotated", Map.of(), Map.of(BASE_DIGEST, BASE.toString()));
        Digest labelled = signed("labelled", Map.of(BASE_DIGEST, BASE.toString()), Map.of());
        String full = delivered.push(Scenario.VERIFIED);

        count("legacy: digest, base optional", "3", at(plain), delivery("optional"));
        registry.allow(FakeRegistryAccess.Bearer.anonymous());
        count("legacy: the same, without a token (two challenges, one token)", "4", at(plain), delivery("optional"));
        registry.allow(new FakeRegistryAccess.Open());
        count("legacy: tag, base optional", "5", registry.host() + "/" + PATH + ":latest", delivery("optional"));
        count("legacy: digest, base in the annotation", "4", at(annotated), delivery("required"));
        count("legacy: digest, base in the label", "5", at(labelled), delivery("required"));
        count("legacy: digest, index of 2 platforms, base in their labels", "8", full, delivery("required"));
        count("legacy: the same in full mode, with the base and its signature", "", full, policy("full", ""));
        countBundles();
        return table.toString();
    }

    private void countBundles() {
        Digest bundled = bundled("bundled");
        count("bundle: digest, base optional", "4", at(bundled), delivery("optional"));
        registry.spoil(new FakeRegistryDefect.Status(404), "/referrers/");
        Engine engine = Engine.over(registry, sigstore);
        count("bundle: by the fallback tag, first contact", "5", at(bundled), delivery("optional"), engine);
        count("bundle: by the fallback tag", "4", at(bundled), delivery("optional"), engine);
        registry.heal();
    }

    private void count(String words, String should, String image, String policy) {
        count(words, should, image, policy, Engine.over(registry, sigstore));
    }

    private void count(String words, String should, String image, String policy, Engine engine) {
        registry.forgetRequests();
        var judgement = engine.examine(image, requirement(image, policy));
        var requests = registry.requests();
        table.row(
                words,
                should,
                String.valueOf(requests.size()),
                judgement.verdict().status().name());
    }

    private Digest signed(String seed, Map<String, String> labels, Map<String, String> annotations) {
        Digest image = registry.images(PATH).image(seed, labels, annotations);
        delivered.sign(PATH, image, DeliveredImages.SYNCER);
        return image;
    }

    private Digest bundled(String seed) {
        Digest image = registry.images(PATH).image(seed, Map.of(), Map.of());
        SignatureManifest referrer = sigstore.sign(DeliveredImages.SYNCER, image.toString())
                .bundle()
                .referrer("application/vnd.oci.image.manifest.v1+json", 1);
        referrer.blobs().forEach(blob -> registry.pushBlob(PATH, blob.bytes()));
        push(referrer.manifest());
        registry.tag(
                PATH, BundleSignature.fallbackTag(image.toString()), push(BundleSignature.index(List.of(referrer))));
        return image;
    }

    private Digest push(Content manifest) {
        return registry.pushManifest(PATH, manifest.mediaType(), manifest.bytes());
    }

    private String at(Digest image) {
        return registry.host() + "/" + PATH + "@" + image;
    }

    private String delivery(String baseDigest) {
        return policy("delivery", "  baseDigest: " + baseDigest + "\n");
    }

    private String policy(String verification, String extra) {
        return delivered.policy(verification, extra);
    }

    private static Requirement requirement(String image, String policy) {
        return new PolicyDocuments(Set.of(AllowedSigner.PUBLIC_GOOD))
                .parse("bench", policy)
                .getFirst()
                .requirementFor(ImageReference.parse(image).repository());
    }
}
