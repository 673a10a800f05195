package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Questions that begin together to a host that has never answered.
class FirstContactTest {
    private static final String APP = "acme/app";
    private static final String ODD = "acme/odd";

    private final FakeRegistry fake = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private final Digest image = fake.images(APP).image("app", Map.of(), Map.of());

    @AfterEach
    void stop() {
        fake.close();
    }

    private List<Fetched> askTogether(int times) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(times);
        Callable<Fetched> question = () -> {
            together.await();
            return asking.manifest(APP, image);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads
                    .invokeAll(IntStream.range(0, times).mapToObj(_ -> question).toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @Test
    void oneQuestionMeetsTheChallengeOfAllAndOneFetchesTheToken() throws InterruptedException {
        fake.allow(FakeRegistryAccess.Bearer.anonymous());
        assertThat(askTogether(10)).hasOnlyElementsOfType(Fetched.Found.class);
        assertThat(fake.requests()).hasSize(1 + 1 + 10);
    }

    @Test
    void onceTheHostHasAnsweredQuestionsGoSideBySide() throws InterruptedException {
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
        CyclicBarrier bothArrived = new CyclicBarrier(2);
        fake.spoil(_ -> {
            await(bothArrived);
            return Optional.empty();
        });
        assertThat(askTogether(2)).hasOnlyElementsOfType(Fetched.Found.class);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aFirstQuestionThatIsNeverAnsweredHoldsTheNextOneBackForAMomentOnly() throws Exception {
        fake.spoil(new FakeRegistryDefect.Silence(), ODD);
        Asking hasty = asking.within(Duration.ofSeconds(4));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Fetched> first = threads.submit(() -> hasty.manifest(ODD, image));
            while (fake.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(hasty.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
            assertThat(first).isNotDone();
            assertThat(failure(first)).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void aHostThatCannotBeReachedRefusesEverybodyAtOnce() throws InterruptedException {
        fake.close();
        Callable<Fetched> question = () -> asking.manifest(APP, image);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(List.of(question, question, question)))
                    .extracting(FirstContactTest::failure)
                    .containsOnly(ReasonCode.REGISTRY_UNREACHABLE);
        }
    }

    @Test
    void aHostWhoseChallengeNobodyKnowsIsAskedByEachAlone() throws InterruptedException {
        fake.spoil(new FakeRegistryDefect.Status(401, Map.of("WWW-Authenticate", "Negotiate")));
        Callable<Fetched> question = () -> asking.manifest(APP, image);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(List.of(question, question, question)))
                    .extracting(FirstContactTest::failure)
                    .containsOnly(ReasonCode.REGISTRY_UNAUTHORIZED);
        }
    }

    private static ReasonCode failure(Future<Fetched> question) {
        try {
            throw new AssertionError("it was answered: " + question.get());
        } catch (Exception thrown) {
            if (thrown.getCause() instanceof UndeterminedException undetermined) {
                return undetermined.code();
            }
            throw new AssertionError(thrown);
        }
    }
}
