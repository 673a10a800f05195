package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.webhook.Hook.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewerTest {
    private static final String IMAGE = "registry.example/a" + Reviews.DIGEST;

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aDecisionIsCountedByImageAndByReview() {
        assertThat(decided(Reviews.create(IMAGE, IMAGE)).response()).isInstanceOf(Response.Denied.class);
        assertThat(meters.get("provgate.reviews")
                        .tag("decision", "deny")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("provgate.verdicts")
                        .tags("status", "NO_SIG", "reason", "UNSIGNED", "decision", "deny")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void deletionAndConnectionAreAdmittedByName() {
        for (String operation : List.of("DELETE", "CONNECT")) {
            AdmissionAnswer answer = decided(Reviews.review(operation, IMAGE));
            assertThat(answer.response()).isInstanceOf(Response.Allowed.class);
            assertThat(answer.auditAnnotations()).containsEntry("why", "the operation stores no Pod");
        }
    }

    @Test
    void aKindThatIsNotServedIsAdmittedWithAWarningAndCounted() {
        AdmissionAnswer answer = decided(changed("\"Pod\"", "\"Sandbox\""));
        assertThat(answer.response()).isInstanceOf(Response.Allowed.class);
        assertThat(answer.warnings()).containsExactly("this webhook judges Pods only; not judged: Sandbox");
        assertThat(meters.get("provgate.not.served").counter().count()).isEqualTo(1);
    }

    @Test
    void aMirrorPodIsAdmittedOnlyFromItsNode() {
        String mirror = text(Reviews.create(IMAGE))
                .replace("\"metadata\":{", "\"metadata\":{\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"},");
        assertThat(decided(bytes(mirror)).response()).isInstanceOf(Response.Denied.class);
        assertThat(decided(bytes(mirror.replace("system:authenticated", "system:nodes")))
                        .response())
                .isInstanceOf(Response.Allowed.class);
        assertThat(decided(changed("system:authenticated", "system:nodes")).response())
                .isInstanceOf(Response.Denied.class);
    }

    @Test
    void nothingThatAPodSaysAboutItselfProvesIt() {
        String claims = text(Reviews.create(IMAGE)).replace("\"metadata\":{", """
                "metadata":{"labels":{"provenance":"verified"},"annotations":{"provenance-gate/verified":"true"},
                "deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["x/y"],"ownerReferences":[
                {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"trusted","uid":"1","controller":true}],""");
        assertThat(decided(bytes(claims)).response()).isInstanceOf(Response.Denied.class);
    }

    @Test
    void anUnknownListOfImagesIsWarnedAboutAndCounted() {
        AdmissionAnswer answer =
                decided(changed("\"containers\":", "\"sandboxes\":[{\"image\":\"x\"}],\"containers\":"));
        assertThat(answer.warnings())
                .anySatisfy(warning -> assertThat(warning).startsWith("spec.sandboxes names images"));
        assertThat(meters.get("provgate.unknown.image.lists").counter().count()).isEqualTo(1);
    }

    @Test
    void whatIsNoReviewIsMalformed() {
        assertThat(reply(bytes("{}"))).isInstanceOf(Reply.Malformed.class);
        assertThat(reply(bytes("[".repeat(2_000)))).isInstanceOf(Reply.Malformed.class);
        assertThat(reply(new byte[0])).isInstanceOf(Reply.Malformed.class);
    }

    @Test
    void policiesThatCannotBeReadDeny() {
        PolicySource broken = () -> {
            throw new IllegalStateException("broken");
        };
        Reply reply = new Reviewer(
                        Reviews.podReview(Reviews.verifier((_, _, _) -> Reviews.proven()), broken, Reviews.THREADS),
                        _ -> Asker.OURSELVES,
                        Announcer.SILENT,
                        new ReviewMetrics(meters),
                        Observer.SILENT)
                .review(Reviews.create(IMAGE), Deadline.after(Duration.ofSeconds(9), System::nanoTime));
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Decided.class,
                        decided -> assertThat(decided.answer().response())
                                .isInstanceOfSatisfying(
                                        Response.Denied.class,
                                        denied -> assertThat(denied.message())
                                                .contains(
                                                        "ERROR INTERNAL: an internal error (IllegalStateException)")));
    }

    /// The call would fail instead, which `failurePolicy: Ignore` admits.
    @Test
    void aDenialStandsWhateverBecomesOfTellingIt() {
        ReviewSpan broken = new ReviewSpan() {
            @Override
            public void decided(AdmissionRequest request, Reviewed reviewed) {
                throw new IllegalStateException("broken");
            }
        };
        PodReview unsigned = Reviews.podReview(
                Reviews.verifier((_, _, _) -> List.of()), () -> Reviews.policies(Reviews.POLICY), Reviews.THREADS);
        Reply reply = new Reviewer(
                        unsigned, _ -> Asker.OURSELVES, Announcer.SILENT, new ReviewMetrics(meters), Observer.SILENT)
                .review(Reviews.create(IMAGE), Deadline.after(Duration.ofSeconds(9), System::nanoTime), broken);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Decided.class,
                        decided -> assertThat(decided.answer().response()).isInstanceOf(Response.Denied.class));
    }

    @Test
    void theLogLineIsOneLineWhateverTheNamesAre() {
        var request = AdmissionReviewReader.read(
                changed("\"name\":\"web\",\"namespace\"", "\"name\":\"a\\n\\\"b\\u001b[31m\",\"namespace\""));
        AdmissionAnswer answer = decided(Reviews.create(IMAGE));
        assertThat(ReviewLog.line("review", ReviewLog.fields(request, new Reviewed(answer, List.of()))))
                .isEqualTo("review decision=\"deny\" status=\"NO_SIG\" reason=\"UNSIGNED\" policy=\"acme\" image=\""
                        + IMAGE + "\" digest=\"" + IMAGE.substring(IMAGE.indexOf('@') + 1)
                        + "\" operation=\"CREATE\" kind=\"Pod\" namespace=\"shop\""
                        + " name=\"a\\u000a\\\"b\\u001b[31m\" effect=\"PERSISTED\" uid=\"u-1\"");
    }

    private AdmissionAnswer decided(byte[] body) {
        Reply reply = reply(body);
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        return ((Reply.Decided) reply).answer();
    }

    private Reply reply(byte[] body) {
        PodReview unsigned = Reviews.podReview(
                Reviews.verifier((_, _, _) -> List.of()), () -> Reviews.policies(Reviews.POLICY), Reviews.THREADS);
        return new Reviewer(
                        unsigned, _ -> Asker.OURSELVES, Announcer.SILENT, new ReviewMetrics(meters), Observer.SILENT)
                .review(body, Deadline.after(Duration.ofSeconds(9), System::nanoTime));
    }

    private static byte[] changed(String from, String to) {
        String review = text(Reviews.create(IMAGE));
        assertThat(review).contains(from);
        return bytes(review.replace(from, to));
    }

    private static String text(byte[] review) {
        return new String(review, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String review) {
        return review.getBytes(StandardCharsets.UTF_8);
    }
}
