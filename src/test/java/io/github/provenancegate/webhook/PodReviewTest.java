package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PodReviewTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String A = "registry.example/a" + Reviews.DIGEST;
    private static final String B = "registry.example/b" + Reviews.DIGEST;

    private final AtomicInteger asked = new AtomicInteger();
    private final Signatures proving = (_, _, _) -> {
        asked.incrementAndGet();
        return Reviews.proven();
    };

    @Test
    void aProvenImageIsAdmittedAndAnUnsignedOneDenied() {
        List<ImageRuling> rulings =
                rule((image, _, _) -> image.repository().path().equals("a") ? Reviews.proven() : List.of(), LONG, A, B);
        assertThat(rulings).extracting(ImageRuling::decisionWord).containsExactly("admit", "deny");
        assertThat(rulings).extracting(PodReviewTest::status).containsExactly(Status.DELIVERY_VERIFIED, Status.NO_SIG);
    }

    @Test
    void aThousandContainersOfOneImageAreOneExamination() {
        List<ImageRuling> rulings =
                rule(proving, LONG, Collections.nCopies(1_000, A).toArray(String[]::new));
        assertThat(rulings).hasSize(1_000).extracting(ImageRuling::decisionWord).containsOnly("admit");
        assertThat(asked).hasValue(1);
    }

    @Test
    void differentImagesAreExaminedSideBySide() {
        CyclicBarrier bothAsked = new CyclicBarrier(2);
        Signatures meeting = (_, _, _) -> {
            try {
                bothAsked.await(20, TimeUnit.SECONDS);
                return Reviews.proven();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw new AssertionError("asked one after the other", alone);
            }
        };
        assertThat(rule(meeting, LONG, A, B))
                .extracting(ImageRuling::decisionWord)
                .containsExactly("admit", "admit");
    }

    @Test
    void eightImagesAreExaminedAtOnceAndNotOneMore() {
        CyclicBarrier eight = new CyclicBarrier(8);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Signatures meeting = (_, _, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                eight.await(20, TimeUnit.SECONDS);
                return Reviews.proven();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException fewer) {
                throw new AssertionError("fewer than eight are asked about side by side", fewer);
            } finally {
                running.decrementAndGet();
            }
        };
        assertThat(rule(meeting, LONG, images(64)))
                .hasSize(64)
                .extracting(ImageRuling::decisionWord)
                .containsOnly("admit");
        assertThat(most.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void allImagesHaveTheirTurnHoweverFastTheFirstAreJudged() {
        assertThat(Reviews.podReview(Reviews.verifier(proving), source(), Runnable::run)
                        .rule(Optional.of("shop"), request(images(12)), inquiry(LONG)))
                .hasSize(12)
                .extracting(ImageRuling::decisionWord)
                .containsOnly("admit");
    }

    @Test
    void whatTookTheTimeIsSaidOfEachImageAlsoOfThoseWhoseTurnNeverCame() {
        AtomicLong clock = new AtomicLong();
        CyclicBarrier eight = new CyclicBarrier(8, () -> clock.addAndGet(LONG.toNanos()));
        Signatures slow = (_, _, _) -> {
            asked.incrementAndGet();
            try {
                eight.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException fewer) {
                throw new AssertionError("fewer than eight are asked about side by side", fewer);
            }
            throw new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "the time ran out while looking for signatures");
        };
        List<ImageRuling> rulings = Reviews.podReview(Reviews.verifier(slow), source(), Reviews.THREADS)
                .rule(
                        Optional.of("shop"),
                        request(images(12)),
                        new Inquiry(Deadline.after(LONG, clock::get), Observer.SILENT));
        assertThat(rulings).extracting(PodReviewTest::code).hasSize(12).containsOnly(ReasonCode.DEADLINE_EXCEEDED);
        assertThat(rulings.subList(0, 8))
                .extracting(one -> Explanation.sentence(verdict(one)))
                .containsOnly("the time ran out while looking for signatures");
        assertThat(rulings.subList(8, 12))
                .extracting(one -> Explanation.sentence(verdict(one)))
                .containsOnly("the time ran out while the image waited for its turn: 8 images of a Pod are examined"
                        + " at once");
        assertThat(asked).hasValue(8);
    }

    @Test
    void moreThanSixtyFourDistinctImagesAreDeniedUnasked() {
        assertThat(rule(proving, LONG, images(64)))
                .hasSize(64)
                .extracting(ImageRuling::decisionWord)
                .containsOnly("admit");
        asked.set(0);
        assertThat(rule(proving, LONG, images(65))).singleElement().satisfies(one -> {
            assertThat(one.decisionWord()).isEqualTo("deny");
            assertThat(code(one)).isEqualTo(ReasonCode.TOO_MANY_IMAGES);
            assertThat(one.image().field()).isEqualTo("spec.containers[64].image");
        });
        assertThat(asked).hasValue(0);
    }

    @Test
    void aNameThatIsNoImageIsDeniedAndTheOthersAreJudged() {
        List<ImageRuling> rulings = rule(proving, LONG, "registry.example/A B", "", A);
        assertThat(rulings).extracting(ImageRuling::decisionWord).containsExactly("deny", "deny", "admit");
        assertThat(rulings.subList(0, 2)).extracting(PodReviewTest::code).containsOnly(ReasonCode.IMAGE_INVALID);
    }

    @Test
    void anImageThatNoPolicyMatchesIsNotExamined() {
        assertThat(rule(proving, LONG, "elsewhere.example/a" + Reviews.DIGEST))
                .singleElement()
                .extracting(PodReviewTest::code)
                .isEqualTo(ReasonCode.NO_POLICY_MATCHES);
        assertThat(asked).hasValue(0);
    }

    @Test
    void anExcludedNamespaceIsAdmittedByName() {
        assertThat(Reviews.podReview(Reviews.verifier(proving), source(), Reviews.THREADS)
                        .rule(Optional.of("sandbox"), request(A), inquiry(LONG)))
                .extracting(ImageRuling::decisionWord)
                .containsExactly("admit");
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatIsNotKnownAtTheDeadlineIsDeniedEvenIfThePolicyAllowsAnUnreachableRegistry() {
        CountDownLatch never = new CountDownLatch(1);
        Signatures hanging = (_, _, _) -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            return Reviews.proven();
        };
        List<ImageRuling> rulings = rule(hanging, Duration.ofMillis(20), A, B);
        never.countDown();
        assertThat(rulings).extracting(PodReviewTest::code).containsOnly(ReasonCode.DEADLINE_EXCEEDED);
        assertThat(rulings).extracting(ImageRuling::decisionWord).containsOnly("deny");
    }

    @Test
    void threadsThatNeverRunLeadToTheSameDenial() {
        Executor stuck = _ -> {};
        assertThat(Reviews.podReview(Reviews.verifier(proving), source(), stuck)
                        .rule(Optional.of("shop"), request(A, B), inquiry(Duration.ofMillis(20))))
                .allSatisfy(one -> {
                    assertThat(code(one)).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
                    assertThat(one.decisionWord()).isEqualTo("deny");
                });
    }

    @Test
    void aDefectAnywhereIsADenial() {
        Executor full = _ -> {
            throw new RejectedExecutionException("full");
        };
        PolicySource broken = () -> {
            throw new IllegalStateException("broken");
        };
        Signatures overflowing = (_, _, _) -> {
            throw new StackOverflowError();
        };
        List<List<ImageRuling>> all = List.of(
                Reviews.podReview(Reviews.verifier(proving), source(), full)
                        .rule(Optional.of("shop"), request(A), inquiry(LONG)),
                Reviews.podReview(Reviews.verifier(proving), broken, Reviews.THREADS)
                        .rule(Optional.of("shop"), request(A), inquiry(LONG)),
                rule(overflowing, LONG, A));
        assertThat(all)
                .allSatisfy(rulings -> assertThat(rulings).singleElement().satisfies(one -> {
                    assertThat(code(one)).isEqualTo(ReasonCode.INTERNAL);
                    assertThat(one.decisionWord()).isEqualTo("deny");
                }));
    }

    @Test
    void aDefectUnderAPolicyThatAuditsIsAudited() {
        Signatures overflowing = (_, _, _) -> {
            throw new StackOverflowError();
        };
        PolicySource auditing = () -> Reviews.policies(Reviews.POLICY + "  mode: audit\n");
        assertThat(Reviews.podReview(Reviews.verifier(overflowing), auditing, Reviews.THREADS)
                        .rule(Optional.of("shop"), request(A), inquiry(LONG)))
                .extracting(ImageRuling::decisionWord)
                .containsExactly("audit");
    }

    @Test
    void allImagesOfAPodAreJudgedByThePoliciesOfOneMoment() {
        AtomicInteger read = new AtomicInteger();
        PolicySource counted = () -> {
            read.incrementAndGet();
            return Reviews.policies(Reviews.POLICY);
        };
        Reviews.podReview(Reviews.verifier(proving), counted, Reviews.THREADS)
                .rule(Optional.of("shop"), request(images(10)), inquiry(LONG));
        assertThat(read).hasValue(1);
    }

    private static PolicySource source() {
        return () -> Reviews.policies(Reviews.POLICY);
    }

    private static List<ImageRuling> rule(Signatures signatures, Duration budget, String... images) {
        return Reviews.podReview(Reviews.verifier(signatures), source(), Reviews.THREADS)
                .rule(Optional.of("shop"), request(images), inquiry(budget));
    }

    private static List<io.github.provenancegate.kubernetes.NamedImage> request(String... images) {
        return AdmissionReviewReader.read(Reviews.create(images)).imagesBroughtIn();
    }

    private static Inquiry inquiry(Duration budget) {
        return new Inquiry(Deadline.after(budget, System::nanoTime), Observer.SILENT);
    }

    private static String[] images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "registry.example/i" + i + Reviews.DIGEST)
                .toArray(String[]::new);
    }

    private static Status status(ImageRuling one) {
        return verdict(one).status();
    }

    private static ReasonCode code(ImageRuling one) {
        return verdict(one).code();
    }

    private static Verdict verdict(ImageRuling one) {
        return one.ruling().judgement().orElseThrow().verdict();
    }
}
