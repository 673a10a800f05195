package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What fails admits nothing, and spoils nothing that does not depend on it.
class FaultyPortsTest {
    private static final RealEdges EDGES = new RealEdges();

    @AfterAll
    static void stop() {
        EDGES.close();
    }

    @Test
    void aBaseThatOnePolicyCannotReadIsNoBusinessOfAnother() {
        for (Registry without : List.of(failingAt("manifest"), failingAt("base claim"))) {
            List<ReasonCode> codes = EDGES
                    .verifier(without, EDGES.signatures())
                    .examine(
                            EDGES.pinned(Scenario.VERIFIED),
                            List.of(
                                    RealEdges.delivery(BaseDigestRule.OPTIONAL),
                                    RealEdges.delivery(BaseDigestRule.REQUIRED)),
                            RealEdges.inquiry())
                    .stream()
                    .map(examination -> examination.judgement().verdict().code())
                    .toList();
            assertThat(codes).containsExactly(ReasonCode.PROVEN, ReasonCode.REGISTRY_MISBEHAVED);
        }
    }

    @Test
    void aTagsManifestThatCannotBeReadLeavesItsDigestUnproven() {
        assertThat(RealEdges.examine(
                                EDGES.verifier(failingAt("manifest"), EDGES.signatures()),
                                EDGES.tagged(Scenario.VERIFIED),
                                RealEdges.delivery(BaseDigestRule.OPTIONAL),
                                RealEdges.inquiry())
                        .code())
                .isEqualTo(ReasonCode.REGISTRY_MISBEHAVED);
    }

    /// Strikes each call of each port in turn, once by "could not ask" and then by every kind of defect.
    @ParameterizedTest
    @ValueSource(strings = {"undetermined", "exception", "stack overflow", "assertion"})
    void nothingThatAPortThrowsEverAdmits(String kind) {
        FaultyPorts counting = new FaultyPorts(0, () -> {});
        examineWith(counting);
        int calls = counting.calls();
        assertThat(calls).isGreaterThanOrEqualTo(8);

        for (int call = 1; call <= calls; call++) {
            FaultyPorts faulty = new FaultyPorts(call, () -> strike(kind));
            Verdict verdict = examineWith(faulty);
            assertThat(faulty.calls()).as("call %d was made", call).isGreaterThanOrEqualTo(call);
            assertThat(verdict.isProven()).as("%s at call %d", kind, call).isFalse();
            assertThat(verdict.code())
                    .as("%s at call %d", kind, call)
                    .isIn(
                            kind.equals("undetermined") ? ReasonCode.REGISTRY_UNREACHABLE : ReasonCode.INTERNAL,
                            // an attacked candidate is refuted where a parser would have thrown
                            ReasonCode.BASE_REFUTED,
                            ReasonCode.PAYLOAD_INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"undetermined", "exception", "stack overflow", "assertion"})
    void aPlaceOfSignaturesThatCannotBeAskedTakesNoProofFromTheOther(String kind) {
        Registry faulty = new FaultyPorts(0, () -> {}).around(EDGES.oci(), asked -> {
            if (asked.equals("referrers")) {
                strike(kind);
            }
        });
        assertThat(RealEdges.examine(
                        EDGES.verifier(faulty, EDGES.signatures(faulty)),
                        EDGES.pinned(Scenario.VERIFIED),
                        EDGES.full(Scenario.VERIFIED),
                        RealEdges.inquiry()))
                .isInstanceOf(Verdict.Verified.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"undetermined", "exception", "stack overflow", "assertion"})
    void credentialsThatFailAdmitNothing(String kind) {
        Registry registry = EDGES.registry((host, inquiry) -> {
            strike(kind);
            return Optional.empty();
        });
        EDGES.fake().allow(FakeRegistryAccess.Bearer.anonymous());
        try {
            assertThat(RealEdges.examine(
                                    EDGES.verifier(registry, EDGES.signatures(registry)),
                                    EDGES.tagged(Scenario.VERIFIED),
                                    RealEdges.delivery(BaseDigestRule.OPTIONAL),
                                    RealEdges.inquiry())
                            .code())
                    .isEqualTo(kind.equals("undetermined") ? ReasonCode.REGISTRY_UNREACHABLE : ReasonCode.INTERNAL);
        } finally {
            EDGES.fake().allow(new FakeRegistryAccess.Open());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "stack overflow", "assertion"})
    void anObserverThatFailsAdmitsNothingUnproven(String kind) {
        Observer failing = new Observer() {
            @Override
            public void requested(Request request) {
                strike(kind);
            }

            @Override
            public void stepped(Step step, Duration took) {
                strike(kind);
            }
        };
        for (Scenario scenario : Scenario.values()) {
            Verdict verdict = RealEdges.examine(
                    EDGES.verifier(EDGES.oci(), EDGES.signatures()),
                    EDGES.tagged(scenario),
                    EDGES.full(scenario),
                    new Inquiry(Deadline.after(Duration.ofSeconds(30), System::nanoTime), failing));
            assertThat(verdict.code()).as(scenario.name()).isEqualTo(ReasonCode.INTERNAL);
        }
    }

    @Test
    void aPortThatNeverAnswersCostsNoMoreThanTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        FaultyPorts stuck = new FaultyPorts(1, () -> {
            try {
                never.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        Verdict verdict = RealEdges.examine(
                EDGES.verifier(stuck.around(EDGES.oci()), EDGES.signatures()),
                EDGES.tagged(Scenario.VERIFIED),
                EDGES.full(Scenario.VERIFIED),
                new Inquiry(Deadline.after(Duration.ofMillis(20), System::nanoTime), Observer.SILENT));
        never.countDown();

        assertThat(verdict.code()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        assertThat(((Verdict.Undetermined) verdict).detail()).contains("resolving the tag");
    }

    @Test
    void anExecutorThatIsFullIsAnInternalErrorAndNoAdmission() {
        ProvenanceVerifier refused = new ProvenanceVerifier(EDGES.oci(), EDGES.signatures(), _ -> {
            throw new java.util.concurrent.RejectedExecutionException("full");
        });

        assertThat(RealEdges.examine(
                                refused,
                                EDGES.pinned(Scenario.VERIFIED),
                                EDGES.full(Scenario.VERIFIED),
                                RealEdges.inquiry())
                        .code())
                .isEqualTo(ReasonCode.INTERNAL);
    }

    private static void strike(String kind) {
        switch (kind) {
            case "undetermined" -> throw new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "no connection");
            case "exception" -> throw new IllegalStateException("a defect");
            case "stack overflow" -> throw new StackOverflowError();
            case "assertion" -> throw new AssertionError("a defect");
            default -> throw new IllegalArgumentException(kind);
        }
    }

    /// The longest way: a tag in full mode.
    private static Verdict examineWith(FaultyPorts ports) {
        Registry registry = ports.around(EDGES.oci());
        return RealEdges.examine(
                EDGES.verifier(registry, ports.around(EDGES.signatures(registry))),
                EDGES.tagged(Scenario.VERIFIED),
                EDGES.full(Scenario.VERIFIED),
                RealEdges.inquiry());
    }

    /// The real registry, which cannot be asked one kind of question.
    private static Registry failingAt(String question) {
        return new FaultyPorts(0, () -> {}).around(EDGES.oci(), asked -> {
            if (asked.equals(question)) {
                throw new UndeterminedException(ReasonCode.REGISTRY_MISBEHAVED, "an endless answer");
            }
        });
    }
}
