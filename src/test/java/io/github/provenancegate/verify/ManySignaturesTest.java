package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever may push can put any number of signatures beside an image: none of that admits it, none of it hides
/// a good signature below the caps, and all of it is asked for in a bounded number of requests.
class ManySignaturesTest {
    private static final String APP = DeliveredImages.ORGANIZATION + "/app";
    private static final int TEN_THOUSAND = 10_000;

    private final FakeRegistry fake = FakeRegistry.start();
    private final VirtualSigstore sigstore =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private final DeliveredImages delivered = new DeliveredImages(ImageStore.of(fake), sigstore);
    private final Digest image = fake.images(APP).image("app", Map.of(), Map.of());
    private final ProvenanceVerifier verifier = verifier();

    @AfterEach
    void stop() {
        fake.close();
    }

    private ProvenanceVerifier verifier() {
        Executor threads = Thread::startVirtualThread;
        OciRegistry registry = new OciRegistry(
                PlainHttp.transport(fake.host()),
                Credentials.ANONYMOUS,
                RegistrySettings.DEFAULT,
                threads,
                System::nanoTime);
        try {
            TrustRoot root = TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
            return new ProvenanceVerifier(
                    registry, new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(root)), threads), threads);
        } catch (MalformedTrustRootException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private ReasonCode examine() {
        fake.forgetRequests();
        Verdict verdict = RealEdges.examine(
                verifier,
                ImageReference.parse(fake.host() + "/" + APP + "@" + image),
                RealEdges.delivery(BaseDigestRule.OPTIONAL),
                RealEdges.inquiry());
        return verdict.code();
    }

    private LegacySignature good() {
        return sigstore.sign(DeliveredImages.SYNCER, image.toString())
                .inRepository(fake.host() + "/" + APP)
                .legacy();
    }

    private SignatureManifest bundle() {
        SignatureManifest referrer = sigstore.sign(DeliveredImages.SYNCER, image.toString())
                .bundle()
                .referrer("application/vnd.oci.image.manifest.v1+json", 1);
        referrer.blobs().forEach(blob -> fake.pushBlob(APP, blob.bytes()));
        Content manifest = referrer.manifest();
        fake.pushManifest(APP, manifest.mediaType(), manifest.bytes());
        return referrer;
    }

    private static String list(int count, IntFunction<String> digest) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":1,\"digest\":\""
                        + digest.apply(i) + "\"}")
                .collect(Collectors.joining(
                        ",",
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[",
                        "]}"));
    }

    private static String anyDigest(int seed) {
        return "sha256:%064x".formatted(seed);
    }

    @Test
    void aHundredThousandReferrersInOneListAreNotReadAndHideNoGoodSignature() {
        fake.spoil(new FakeRegistryDefect.OtherBody(list(100_000, ManySignaturesTest::anyDigest)), "/referrers/");
        assertThat(examine()).isEqualTo(ReasonCode.REGISTRY_MISBEHAVED);
        delivered.push(APP, image, List.of(good()));
        assertThat(examine()).isEqualTo(ReasonCode.PROVEN);
    }

    @Test
    void asManyReferrersAsOneListHoldsAreCutOffAndHideNoGoodSignature() {
        fake.spoil(
                new FakeRegistryDefect.OtherBody(list(2 * TEN_THOUSAND, ManySignaturesTest::anyDigest)), "/referrers/");
        ReasonCode code = examine();
        assertThat(code.family()).isEqualTo(ReasonCode.Family.REFUTED);
        assertThat(fake.requests()).hasSizeLessThan(100);
        delivered.push(APP, image, List.of(good()));
        assertThat(examine()).isEqualTo(ReasonCode.PROVEN);
    }

    @Test
    void oneReferrerListedTenThousandTimesIsReadOnce() {
        String digest = bundle().manifest().digest();
        fake.spoil(new FakeRegistryDefect.OtherBody(list(TEN_THOUSAND, _ -> digest)), "/referrers/");
        assertThat(examine()).isEqualTo(ReasonCode.PROVEN);
        assertThat(fake.requests()).hasSize(4);
    }

    @Test
    void oneSignatureTenThousandTimesIsMoreThanAManifestMayHold() {
        delivered.push(APP, image, Collections.nCopies(TEN_THOUSAND, good()));
        assertThat(examine()).isEqualTo(ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void oneSignatureAsOftenAsAManifestHoldsItIsOneCandidate() {
        delivered.push(APP, image, Collections.nCopies(400, good()));
        assertThat(examine()).isEqualTo(ReasonCode.PROVEN);
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void tenThousandLayersThatAreNoSignaturesHideNoGoodOne() {
        LegacySignature good = good();
        SignatureManifest manifest = good.manifest();
        String layer = "{\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"size\":0,\"digest\":\""
                + anyDigest(1) + "\"}";
        String crowded = new String(manifest.manifest().bytes(), StandardCharsets.UTF_8)
                .replace("\"layers\":[", "\"layers\":[" + (layer + ",").repeat(TEN_THOUSAND));
        manifest.blobs().forEach(blob -> fake.pushBlob(APP, blob.bytes()));
        Digest pushed = fake.pushManifest(APP, manifest.manifest().mediaType(), crowded);
        fake.tag(APP, LegacySignature.tag(image.toString()), pushed);
        assertThat(examine()).isEqualTo(ReasonCode.PROVEN);
    }
}
