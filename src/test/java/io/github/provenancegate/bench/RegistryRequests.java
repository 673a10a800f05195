package io.github.provenancegate.bench;

import static io.github.provenancegate.fake.FakeRegistryImages.BASE_DIGEST;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
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
    private static final String PATH = SignedRepository.PATH;
    private static final Digest BASE = new Digest("0".repeat(64));

    private final FakeRegistry registry;
    private final VirtualSigstore sigstore;
    private final SignedRepository images;
    private final Table table = new Table("review of one image", "should", "counted", "verdict");

    private RegistryRequests(FakeRegistry registry, VirtualSigstore sigstore) {
        this.registry = registry;
        this.sigstore = sigstore;
        this.images = new SignedRepository(registry, sigstore);
    }

    static String count() {
        try (FakeRegistry registry = FakeRegistry.start()) {
            VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
            return new RegistryRequests(registry, sigstore).countAll();
        }
    }

    private String countAll() {
        Digest plain = images.legacy("plain");
        registry.tag(PATH, "latest", plain);
        Digest annotated = images.legacy("annotated", Map.of(), Map.of(BASE_DIGEST, BASE.toString()));
        Digest labelled = images.legacy("labelled", Map.of(BASE_DIGEST, BASE.toString()), Map.of());
        String full = images.delivered().push(Scenario.VERIFIED);

        count("legacy: digest, base optional", "3", at(plain), delivery("optional"));
        registry.allow(FakeRegistryAccess.Bearer.anonymous());
        Engine met = Engine.over(registry, sigstore);
        count("legacy: the same, first contact (one challenge, one token)", "5", at(plain), delivery("optional"), met);
        count("legacy: another repository of that host (one token)", "4", elsewhere(), delivery("optional"), met);
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
        Digest bundled = images.bundle("bundled");
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

    private String at(Digest image) {
        return registry.host() + "/" + PATH + "@" + image;
    }

    private String elsewhere() {
        String path = DeliveredImages.ORGANIZATION + "/node";
        Digest image = registry.images(path).image("elsewhere", Map.of(), Map.of());
        images.delivered().sign(path, image, DeliveredImages.SYNCER);
        return registry.host() + "/" + path + "@" + image;
    }

    private String delivery(String baseDigest) {
        return policy("delivery", "  baseDigest: " + baseDigest + "\n");
    }

    private String policy(String verification, String extra) {
        return images.delivered().policy(verification, extra);
    }

    private static Requirement requirement(String image, String policy) {
        return new PolicyDocuments(Set.of(AllowedSigner.PUBLIC_GOOD))
                .parse("bench", policy)
                .getFirst()
                .requirementFor(ImageReference.parse(image).repository());
    }
}
