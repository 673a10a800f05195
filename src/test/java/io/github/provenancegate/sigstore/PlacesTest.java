package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.SigningRequest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.ProvenanceVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What others put beside a good signature, and how long it takes to read, must not deny the image.
class PlacesTest {
    private static final VirtualSigstore SIGSTORE =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final Signer SIGNER = new Signer(SYNCER.issuer(), SYNCER.subject());
    private static final PinnedImage IMAGE =
            new PinnedImage(Repository.parse("registry.example/app"), new Digest("ab".repeat(32)));

    private final HeldRegistry registry = new HeldRegistry();

    @Test
    void aPlaceThatDoesNotAnswerInTimeTakesNoProofFromTheOther() {
        tag(sign().legacy());
        assertThat(examine("virtual", Duration.ofMinutes(1))).isInstanceOf(Verdict.DeliveryVerified.class);

        CountDownLatch never = new CountDownLatch(1);
        registry.stall(IMAGE.digest(), never);
        Verdict verdict = examine("virtual", Duration.ofSeconds(2));
        never.countDown();

        assertThat(verdict).isInstanceOf(Verdict.DeliveryVerified.class);
    }

    @Test
    void aBundleThatDoesNotComeInTimeTakesNoProofFromAnother() {
        BundleSignature slow = sign().bundle();
        refer(List.of(slow, sign().bundle()));
        assertThat(examine("virtual", Duration.ofMinutes(1))).isInstanceOf(Verdict.DeliveryVerified.class);

        CountDownLatch never = new CountDownLatch(1);
        registry.stall(Digest.parse(slow.bundle().digest()), never);
        Verdict verdict = examine("virtual", Duration.ofSeconds(2));
        never.countDown();

        assertThat(verdict).isInstanceOf(Verdict.DeliveryVerified.class);
    }

    @Test
    void aSignatureThatTwoRootsProveCountsForASignerOfEither() {
        tag(sign().legacy());
        refer(List.of(sign().bundle()));
        assertThat(examine("virtual", Duration.ofMinutes(1))).isInstanceOf(Verdict.DeliveryVerified.class);
        assertThat(examine("same under another name", Duration.ofMinutes(1)))
                .isInstanceOf(Verdict.DeliveryVerified.class);
        assertThat(examine(AllowedSigner.PUBLIC_GOOD, Duration.ofMinutes(1)).code())
                .isEqualTo(ReasonCode.WRONG_SIGNER);
    }

    @Test
    void billsOfMaterialsInFrontDoNotHideASignature() {
        SignatureManifest good = sign().bundle().referrer("application/json", 2);
        put(good);
        String bills = IntStream.range(0, BundlePlace.REFERRERS_MAX)
                .mapToObj(i -> descriptor(new Digest(String.format("%064d", i)), "application/spdx+json") + ",")
                .reduce("", String::concat);
        Digest signature = Digest.parse(good.manifest().digest());
        for (String type : List.of(
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                "application/vnd.oci.empty.v1+json",
                "application/vnd.dev.cosign.artifact.sig.v1+json")) {
            index("{\"manifests\":[" + bills + descriptor(signature, type) + "]}");
            assertThat(find()).as(type).hasAtLeastOneElementOfType(Signature.Proven.class);
        }
    }

    @Test
    void noMoreBundlesAreFetchedThanAreExaminedHoweverManyAManifestLists() {
        StringBuilder descriptors = new StringBuilder();
        for (int manifest = 0; manifest < 10; manifest++) {
            int first = manifest * ReferringManifest.BUNDLES_MAX;
            String layers = IntStream.range(first, first + ReferringManifest.BUNDLES_MAX)
                    .mapToObj(i -> "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"digest\":\""
                            + new Digest(String.format("%064d", i)) + "\"}")
                    .reduce((one, other) -> one + "," + other)
                    .orElse("");
            Digest digest = registry.put(("{\"layers\":[" + layers + "]}").getBytes(StandardCharsets.UTF_8));
            descriptors.append(manifest == 0 ? "" : ",").append(descriptor(digest, "application/octet-stream"));
        }
        index("{\"manifests\":[" + descriptors + "]}");
        assertThat(find())
                .filteredOn(signature ->
                        signature instanceof Signature.Refuted(Optional<Signer> _, ReasonCode code, String _)
                                && code == ReasonCode.TOO_MANY_SIGNATURES)
                .hasSize(1);
        assertThat(registry.blobRequests()).isEqualTo(BundlePlace.REFERRERS_MAX);
    }

    @Test
    void aBundleOfNothingButBracketsIsNotHeld() {
        String good = new String(sign().bundle().bundle().bytes(), StandardCharsets.UTF_8);
        String swollen = "{\"x\":[" + "[],".repeat(20_000) + "0]," + good.substring(1);
        Digest bundle = registry.put(swollen.getBytes(StandardCharsets.UTF_8));
        Digest manifest = registry.put(
                ("{\"layers\":[{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"digest\":\"" + bundle
                                + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
        index("{\"manifests\":[" + descriptor(manifest, "application/octet-stream") + "]}");
        assertThat(find())
                .singleElement()
                .isEqualTo(new Signature.Refuted(
                        Optional.empty(), ReasonCode.PAYLOAD_INVALID, "the bundle cannot be read"));
    }

    private static SigningRequest sign() {
        return SIGSTORE.sign(SYNCER, IMAGE.digest().toString());
    }

    private void tag(LegacySignature signature) {
        SignatureManifest manifest = LegacySignature.manifest(List.of(signature));
        put(manifest);
        registry.tag(
                IMAGE.repository(),
                LegacyManifest.tag(IMAGE.digest()),
                manifest.manifest().bytes());
    }

    private void refer(List<BundleSignature> bundles) {
        List<SignatureManifest> referrers = bundles.stream()
                .map(bundle -> bundle.referrer("application/json", 2))
                .toList();
        referrers.forEach(this::put);
        index(new String(BundleSignature.index(referrers).bytes(), StandardCharsets.UTF_8));
    }

    private void put(SignatureManifest manifest) {
        registry.put(manifest.manifest().bytes());
        manifest.blobs().stream().map(Content::bytes).forEach(registry::put);
    }

    private void index(String json) {
        registry.tag(
                IMAGE.repository(),
                BundleSignature.fallbackTag(IMAGE.digest().toString()),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private static String descriptor(Digest digest, String artifactType) {
        return "{\"digest\":\"" + digest + "\",\"artifactType\":\"" + artifactType + "\"}";
    }

    private List<Signature> find() {
        return signatures()
                .find(
                        IMAGE,
                        List.of(allowed("virtual")),
                        new Inquiry(deadline(Duration.ofMinutes(1)), Observer.SILENT));
    }

    private Verdict examine(String trustRoot, Duration time) {
        return new ProvenanceVerifier(registry, signatures(), Thread::startVirtualThread)
                .examine(
                        ImageReference.parse(IMAGE.toString()),
                        List.of(new Requirement.Delivery(
                                allowed(trustRoot), BaseDigestRule.OPTIONAL, SignaturePlaces.BESIDE_THE_IMAGE)),
                        new Inquiry(deadline(time), Observer.SILENT))
                .getFirst()
                .judgement()
                .verdict();
    }

    private SigstoreSignatures signatures() {
        return new SigstoreSignatures(
                registry,
                SigstoreTrustRoots.of(List.of(root("virtual"), root("same under another name"))),
                Thread::startVirtualThread);
    }

    private static AllowedSigners allowed(String trustRoot) {
        return AllowedSigners.of(new AllowedSigner(SIGNER, trustRoot));
    }

    private static Deadline deadline(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    private static TrustRoot root(String name) {
        try {
            return TrustRoot.parse(name, SIGSTORE.trustedRootJson().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
