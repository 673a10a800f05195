package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.RealEdges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Look-ups that several want at the same time.
class SharedLookUpsTest {
    private static final Requirement DELIVERY = RealEdges.delivery(BaseDigestRule.OPTIONAL);

    private Cached cached;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cached = new Cached(folder);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        cached.close();
    }

    private ImageReference pinned(Scenario scenario) {
        return cached.edges().pinned(scenario);
    }

    /// Lets no answer out before somebody says so.
    private CountDownLatch hold() {
        CountDownLatch held = new CountDownLatch(1);
        cached.fake().spoil(_ -> {
            try {
                held.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        return held;
    }

    private List<Verdict> together(int askers, ImageReference image, Requirement requirement) throws Exception {
        List<Future<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < askers; i++) {
            asked.add(threads.submit(() -> cached.examine(image, requirement)));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Future<Verdict> one : asked) {
            verdicts.add(one.get());
        }
        return verdicts;
    }

    @Test
    void aThousandEqualQuestionsAreOneConversation(@TempDir Path folder) throws Exception {
        Requirement full = cached.edges().full(Scenario.VERIFIED);
        List<String> alone;
        try (Cached other = new Cached(folder)) {
            other.examine(other.edges().pinned(Scenario.VERIFIED), other.edges().full(Scenario.VERIFIED));
            alone = other.requests();
        }

        assertThat(together(1000, pinned(Scenario.VERIFIED), full)).allMatch(Verdict.Verified.class::isInstance);
        assertThat(cached.requests()).hasSameSizeAs(alone).doesNotHaveDuplicates();

        assertThat(together(100, pinned(Scenario.VERIFIED), full)).allMatch(Verdict.Verified.class::isInstance);
        assertThat(cached.requests()).isEmpty();
    }

    @Test
    void equalLookUpsOfATagOnTheirWayAreShared() throws Exception {
        CountDownLatch shared = new CountDownLatch(9);
        CountDownLatch held = hold();
        Observer counting = new Observer() {
            @Override
            public void lookedUp(Matter matter, Source source) {
                if (matter == Matter.TAG && source == Source.SHARED) {
                    shared.countDown();
                }
            }
        };
        ImageReference tag = cached.edges().tagged(Scenario.VERIFIED);
        List<Future<Verdict>> asked = IntStream.range(0, 10)
                .mapToObj(_ -> threads.submit(() -> cached.examine(
                        tag,
                        DELIVERY,
                        new Inquiry(Deadline.after(Duration.ofSeconds(30), System::nanoTime), counting))))
                .toList();
        shared.await();
        held.countDown();
        for (Future<Verdict> one : asked) {
            assertThat(one.get().isProven()).isTrue();
        }
        assertThat(cached.requests())
                .filteredOn(request -> request.startsWith("HEAD ") && request.endsWith("/latest"))
                .hasSize(1);
    }

    @Test
    void whatAnAskerLeftBehindEndsIntoTheMemory() throws Exception {
        CountDownLatch held = hold();
        Inquiry hasty = new Inquiry(Deadline.after(Duration.ofMillis(50), System::nanoTime), Observer.SILENT);
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY, hasty).code())
                .isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        held.countDown();

        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
        assertThat(cached.requests()).doesNotHaveDuplicates();
    }

    @Test
    void anAskerThatHangsUpDisturbsNobody() throws Exception {
        CountDownLatch held = hold();
        Future<Verdict> first = threads.submit(() -> cached.examine(pinned(Scenario.VERIFIED), DELIVERY));
        Future<Verdict> second = threads.submit(() -> cached.examine(pinned(Scenario.VERIFIED), DELIVERY));
        first.cancel(true);
        held.countDown();

        assertThat(second.get().isProven()).isTrue();
    }

    @Test
    void aPlaceThatNeverAnswersTakesNoProofFromTheOther() {
        cached.fake().spoil(new FakeRegistryDefect.Silence(), "/referrers/");
        Inquiry hasty = new Inquiry(Deadline.after(Duration.ofSeconds(3), System::nanoTime), Observer.SILENT);

        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY, hasty).isProven())
                .isTrue();
    }

    /// It would hear of the deadline instead, which `onUndetermined: allow` does not cover.
    @Test
    void aRegistryThatIsAwayIsCalledUnreachableHoweverLongAFlightMayLast() {
        cached.fake().spoil(new FakeRegistryDefect.Status(503));
        for (Scenario scenario : Scenario.values()) {
            Inquiry hasty = new Inquiry(Deadline.after(Duration.ofSeconds(3), System::nanoTime), Observer.SILENT);
            assertThat(cached.examine(pinned(scenario), DELIVERY, hasty).code())
                    .isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
        }
    }

    @Test
    void whatIsHalfWayToItsEndIsAskedForAgainWhileItStillServes() throws Exception {
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
        cached.requests();
        cached.pass(Life.FIXED.dividedBy(2).plusSeconds(1));
        CountDownLatch asked = new CountDownLatch(1);
        cached.fake().spoil(request -> {
            if (request.target().contains("/blobs/")) {
                asked.countDown();
            }
            return Optional.empty();
        });
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
        asked.await();
        cached.fake().heal();

        // joins what is still under way, if it is
        cached.examine(pinned(Scenario.NO_SIG), DELIVERY);
        cached.pass(Life.FIXED.dividedBy(2).minusSeconds(2));
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
    }

    /// With more candidates than are tried, those that name a wanted signer are tried first.
    @Test
    void anAnswerForOneSignerIsNoneForAnotherWhereNotAllWereTried() {
        Identity stranger = Identity.ofEnforce("f".repeat(40), "1".repeat(16));
        ImageReference.Pinned image = (ImageReference.Pinned) pinned(Scenario.NO_SIG);
        List<LegacySignature> many = Stream.concat(
                        IntStream.range(0, 40)
                                .mapToObj(i -> Identity.ofEnforce(String.format("%040x", i + 1), "2".repeat(16))),
                        Stream.of(stranger, DeliveredImages.SYNCER))
                .map(signer -> cached.edges()
                        .sigstore()
                        .sign(signer, image.digest().toString())
                        .inRepository(image.repository().toString())
                        .legacy())
                .toList();
        new DeliveredImages(ImageStore.of(cached.fake()), cached.edges().sigstore())
                .push(image.repository().path(), image.digest(), many);

        Requirement nobody = new Requirement.Delivery(
                RealEdges.signer(Identity.ofEnforce("e".repeat(40), "3".repeat(16))),
                BaseDigestRule.OPTIONAL,
                SignaturePlaces.BESIDE_THE_IMAGE);
        assertThat(cached.examine(image, nobody).isProven()).isFalse();
        assertThat(cached.examine(image, DELIVERY).isProven()).isTrue();
    }
}
