package io.github.provenancegate.bench;

import static io.github.provenancegate.fake.FakeRegistryImages.BASE_DIGEST;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Requirement;
import java.time.InstantSource;
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
    private final Table table = new Table("review of one image, legacy layout", "should", "counted", "verdict");
    private boolean referrersAsked;

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

        count("digest, base optional", "3", at(plain), delivery("optional"));
        registry.allow(FakeRegistryAccess.Bearer.anonymous());
        count("digest, base optional, the first time (token)", "4", at(plain), delivery("optional"));
        registry.allow(new FakeRegistryAccess.Open());
        count("tag, base optional", "5", registry.host() + "/" + PATH + ":latest", delivery("optional"));
        count("digest, base in the annotation", "4", at(annotated), delivery("required"));
        count("digest, base in the label", "5", at(labelled), delivery("required"));
        count("digest, index of 2 platforms, base in their labels", "8", full, delivery("required"));
        count("the same in full mode, with the base and its signature", "", full, policy("full", ""));
        return table
                + (referrersAsked
                        ? ""
                        : "  (The referrers of an image are not asked for yet: one request fewer for each look-up.)\n");
    }

    private void count(String words, String should, String image, String policy) {
        Engine engine = Engine.over(registry, sigstore);
        registry.forgetRequests();
        var judgement = engine.examine(image, requirement(image, policy));
        var requests = registry.requests();
        referrersAsked |= requests.stream().anyMatch(request -> request.target().contains("/referrers/"));
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
