package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.Http2Front;
import io.github.provenancegate.fake.ImageStore;
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
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many images at once, of which nothing is known, from a registry that was never asked: what a rollout after a
/// restart is.
class ColdBurstTest {
    private static final int IMAGES = 64;
    private static final String APP = DeliveredImages.ORGANIZATION + "/app";

    private final FakeRegistry fake = FakeRegistry.start();
    private final VirtualSigstore sigstore =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private final List<Digest> images = signedImages();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        fake.close();
    }

    private List<Digest> signedImages() {
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(fake), sigstore);
        return IntStream.range(0, IMAGES)
                .mapToObj(i -> {
                    Digest image = fake.images(APP).image("app " + i, Map.of(), Map.of());
                    delivered.sign(APP, image, DeliveredImages.SYNCER);
                    return image;
                })
                .toList();
    }

    private List<Verdict> examineAllAtOnce(Http2Front front)
            throws InterruptedException, ExecutionException, MalformedTrustRootException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            OciRegistry registry = new OciRegistry(
                    front.transport(folder),
                    Credentials.ANONYMOUS,
                    RegistrySettings.DEFAULT,
                    threads,
                    System::nanoTime);
            TrustRoot root = TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
            ProvenanceVerifier verifier = new ProvenanceVerifier(
                    registry, new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(root)), threads), threads);
            CyclicBarrier together = new CyclicBarrier(IMAGES);
            List<Callable<Verdict>> questions = images.stream()
                    .<Callable<Verdict>>map(image -> () -> {
                        together.await();
                        return RealEdges.examine(
                                verifier,
                                ImageReference.parse(front.host() + "/" + APP + "@" + image),
                                RealEdges.delivery(BaseDigestRule.OPTIONAL),
                                RealEdges.inquiry());
                    })
                    .toList();
            List<Verdict> verdicts = new ArrayList<>();
            for (Future<Verdict> verdict : threads.invokeAll(questions)) {
                verdicts.add(verdict.get());
            }
            return verdicts;
        }
    }

    private static void assertProven(List<Verdict> verdicts) {
        assertThat(verdicts).hasSize(IMAGES).extracting(Verdict::code).containsOnly(ReasonCode.PROVEN);
    }

    private long tokenRequests() {
        return fake.requests().stream()
                .filter(request -> request.target().startsWith("/token"))
                .count();
    }

    @Test
    void aBurstOverHttp2OpensOneConnectionMeetsOneChallengeAndAsksForOneToken() throws Exception {
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        try (Http2Front front = Http2Front.of(fake)) {
            assertProven(examineAllAtOnce(front));
            assertThat(front.connections().accepted()).isEqualTo(1);
        }
        assertThat(tokenRequests()).isEqualTo(1);
        assertThat(fake.requests()).hasSize(1 + 1 + 3 * IMAGES);
    }

    @Test
    void aBurstOverHttp1IsServedBySeveralConnections() throws Exception {
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        try (Http2Front front = Http2Front.ofHttp1(fake)) {
            assertProven(examineAllAtOnce(front));
            assertThat(front.connections().accepted()).isGreaterThan(1);
        }
        assertThat(tokenRequests()).isEqualTo(1);
    }
}
