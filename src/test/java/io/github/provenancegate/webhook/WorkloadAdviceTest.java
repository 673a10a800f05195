package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.UndeterminedException;
import io.github.provenancegate.webhook.Hook.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadAdviceTest {
    private static final String IMAGE = "registry.example/a" + Reviews.DIGEST;
    private static final Signatures UNSIGNED = (_, _, _) -> List.of();

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whatWouldBeDeniedIsSaidWithWhatToDo() {
        AdmissionAnswer answer = advised(deployment(IMAGE), UNSIGNED, Reviews.POLICY);

        assertThat(answer.warnings())
                .containsExactly(
                        "Pods would be denied: container \"c0\": NO_SIG UNSIGNED: no signature was found on this digest",
                        "UNSIGNED: use an image that your organisation's delivery has signed; a platform's digest may be"
                                + " unsigned where its inde…");
        assertThat(answer.auditAnnotations()).containsOnlyKeys("decision").containsEntry("decision", "warn");
        assertThat(meters.get("provgate.advice")
                        .tag("outcome", "warned")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aProvenImageIsNotSpokenOf() {
        AdmissionAnswer answer = advised(deployment(IMAGE), (_, _, _) -> Reviews.proven(), Reviews.POLICY);
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.auditAnnotations()).containsEntry("decision", "admit");
    }

    @Test
    void theSameImageInManyContainersIsSpokenOfOnce() {
        assertThat(advised(deployment(IMAGE, IMAGE, IMAGE), UNSIGNED, Reviews.POLICY)
                        .warnings())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("Pods would be denied: container \"c0\" and 2 more: NO_SIG ");
    }

    @Test
    void whatAdmissionOfThePodsWouldWarnOfIsWarnedOfHere() {
        assertThat(advised(deployment(IMAGE), UNSIGNED, Reviews.POLICY + "  mode: warn\n")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("container \"c0\": NO_SIG UNSIGNED: ");
        assertThat(advised(deployment(IMAGE), UNSIGNED, Reviews.POLICY + "  mode: audit\n")
                        .warnings())
                .isEmpty();
    }

    @Test
    void whatCannotBeFoundOutAdmitsAndSaysSo() {
        assertThat(advised(
                                deployment(IMAGE),
                                (_, _, _) -> {
                                    throw new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "no answer");
                                },
                                Reviews.POLICY.replace("onUndetermined: allow", "onUndetermined: deny"))
                        .warnings())
                .first()
                .isEqualTo("Pods would be denied: container \"c0\": ERROR REGISTRY_UNREACHABLE: no answer");
    }

    @Test
    void aDefectAdmits() {
        PodReview podReview =
                Reviews.podReview(Reviews.verifier(UNSIGNED), () -> Reviews.policies(Reviews.POLICY), Reviews.THREADS);
        Reply reply = new WorkloadAdvice(
                        podReview,
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        new HookMetrics(meters),
                        Observer.SILENT)
                .review(deployment(IMAGE), deadline());
        assertThat(reply).isInstanceOfSatisfying(Reply.Decided.class, decided -> {
            assertThat(decided.answer().response()).isInstanceOf(Response.Allowed.class);
            assertThat(decided.answer().warnings())
                    .containsExactly("whether its Pods would be admitted is not known: an internal error"
                            + " (IllegalStateException)");
        });
    }

    @Test
    void whatAControllerManagesIsItsOwnersMatter() {
        byte[] owned = changed(
                deployment(IMAGE),
                "\"metadata\":{",
                "\"metadata\":{\"ownerReferences\":["
                        + "{\"apiVersion\":\"x/v1\",\"kind\":\"X\",\"name\":\"x\",\"uid\":\"1\",\"controller\":true}],");
        assertThat(advised(owned, UNSIGNED, Reviews.POLICY).warnings()).isEmpty();
    }

    @Test
    void aKindThatMakesNoPodsPassesWithAWarningAndIsCounted() {
        assertThat(advised(changed(deployment(IMAGE), "Deployment", "Fleet"), UNSIGNED, Reviews.POLICY)
                        .warnings())
                .containsExactly("this webhook looks at workloads only; not judged: Fleet");
        assertThat(advised(Reviews.create(IMAGE), UNSIGNED, Reviews.POLICY).warnings())
                .containsExactly("this webhook looks at workloads only; not judged: Pod");
        assertThat(meters.get("provgate.not.served").counter().count()).isEqualTo(2);
    }

    @Test
    void aTemplateThatCannotBeReadAdmitsAndSaysSo() {
        assertThat(advised(
                                changed(deployment(IMAGE), "\"template\":{\"spec\"", "\"template\":{\"x\""),
                                UNSIGNED,
                                Reviews.POLICY)
                        .warnings())
                .containsExactly("whether its Pods would be admitted is not known: spec.template.spec is missing");
    }

    private AdmissionAnswer advised(byte[] body, Signatures signatures, String policy) {
        PodReview podReview =
                Reviews.podReview(Reviews.verifier(signatures), () -> Reviews.policies(policy), Reviews.THREADS);
        Reply reply = new WorkloadAdvice(podReview, _ -> Asker.OURSELVES, new HookMetrics(meters), Observer.SILENT)
                .review(body, deadline());
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        AdmissionAnswer answer = ((Reply.Decided) reply).answer();
        assertThat(answer.response()).isInstanceOf(Response.Allowed.class);
        return answer;
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(9), System::nanoTime);
    }

    private static byte[] deployment(String... images) {
        String pod = new String(Reviews.create(images), StandardCharsets.UTF_8);
        return pod.replace("\"group\":\"\"", "\"group\":\"apps\"")
                .replace("\"Pod\"", "\"Deployment\"")
                .replace("\"apiVersion\":\"v1\"", "\"apiVersion\":\"apps/v1\"")
                .replace("\"spec\":{", "\"spec\":{\"template\":{\"spec\":{")
                .replace("}}}}", "}}}}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] changed(byte[] review, String from, String to) {
        String text = new String(review, StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }
}
