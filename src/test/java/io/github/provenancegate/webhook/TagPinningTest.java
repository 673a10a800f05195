package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Replacement;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.kubernetes.AnswerWriter;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.webhook.Hook.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagPinningTest {
    private static final String TAG = "registry.example/a:1";
    private static final String PINNED = TAG + Reviews.DIGEST;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private List<Signature> found = Reviews.proven();

    @Test
    void aVerifiedTagIsReplacedByTheDigestThatWasVerified() throws IOException {
        AdmissionAnswer answer = pinned(Reviews.create(TAG, PINNED), Reviews.POLICY);

        assertThat(replaced(answer)).containsExactly(new Replacement("/spec/containers/0/image", TAG, PINNED));
        assertThat(answer.auditAnnotations()).containsEntry("pinned", "container \"c0\": " + PINNED);
        JsonNode written =
                new ObjectMapper().readTree(AnswerWriter.write(answer)).path("response");
        assertThat(written.path("allowed").booleanValue()).isTrue();
        assertThat(written.path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(new ObjectMapper().readTree(written.path("patch").binaryValue()))
                .isEqualTo(new ObjectMapper().readTree("""
                        [{"op":"test","path":"/spec/containers/0/image","value":"%1$s"},
                         {"op":"replace","path":"/spec/containers/0/image","value":"%2$s"}]""".formatted(TAG, PINNED)));
        assertThat(meters.get("provgate.pinning")
                        .tag("outcome", "pinned")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aSecondRunChangesNothing() {
        assertThat(pinned(Reviews.create(PINNED), Reviews.POLICY).response()).isInstanceOf(Response.Allowed.class);
    }

    @Test
    void aNameWithoutATagIsWrittenOutSoThatNoNodeReadsItOtherwise() {
        assertThat(replaced(pinned(Reviews.create("registry.example/a"), Reviews.POLICY)))
                .extracting(Replacement::after)
                .containsExactly("registry.example/a:latest" + Reviews.DIGEST);
    }

    /// Only the name speaks against it, and that is what is mended.
    @ParameterizedTest
    @ValueSource(strings = {"allow", "warn", "deny"})
    void aPolicyThatWantsDigestsGetsOne(String requireDigest) {
        assertThat(replaced(pinned(Reviews.create(TAG), Reviews.POLICY + "  requireDigest: " + requireDigest + "\n")))
                .hasSize(1);
    }

    @Test
    void whatIsNotProvenStaysAsItIs() {
        found = List.of();
        unchanged(Reviews.create(TAG), Reviews.POLICY);
        unchanged(Reviews.create(TAG), Reviews.POLICY + "  mode: audit\n");
        unchanged(Reviews.create(TAG), Reviews.POLICY + exempting());
    }

    @Test
    void oneOfSeveralPoliciesThatIsNotSatisfiedIsEnough() {
        String other =
                Reviews.POLICY.replace("{name: acme}", "{name: other}").replace("ci.example/build", "ci.example/x");
        unchanged(Reviews.create(TAG), Reviews.POLICY + "---\n" + other + "  mode: audit\n");
    }

    @Test
    void aRevokedDigestIsNotPinned() {
        unchanged(
                Reviews.create(TAG),
                Reviews.POLICY + "  revoked: [{digest: \"" + Reviews.DIGEST.substring(1) + "\", reason: CVE-1}]\n");
    }

    @Test
    void whatNoPolicySpeaksOfIsNotPinned() {
        unchanged(Reviews.create("elsewhere.example/a:1", "no image", ""), Reviews.POLICY);
    }

    @Test
    void otherKindsAndOperationsAreNotPinned() {
        unchanged(changed("\"Pod\"", "\"Deployment\""), Reviews.POLICY);
        unchanged(Reviews.review("DELETE", TAG), Reviews.POLICY);
        unchanged(
                changed(
                        "\"metadata\":{", "\"metadata\":{\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"},",
                        "system:authenticated", "system:nodes"),
                Reviews.POLICY);
    }

    @Test
    void aDefectAdmitsAndPinsNothing() {
        Reply reply = new TagPinning(
                        podReview(Reviews.POLICY),
                        _ -> {
                            throw new IllegalStateException("broken");
                        },
                        new HookMetrics(meters),
                        Observer.SILENT)
                .review(Reviews.create(TAG), deadline());
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Decided.class,
                        decided -> assertThat(decided.answer().response()).isInstanceOf(Response.Allowed.class));
    }

    private void unchanged(byte[] body, String policy) {
        assertThat(pinned(body, policy).response()).isInstanceOf(Response.Allowed.class);
    }

    private static List<Replacement> replaced(AdmissionAnswer answer) {
        assertThat(answer.response()).isInstanceOf(Response.Pinned.class);
        return ((Response.Pinned) answer.response()).replacements();
    }

    private AdmissionAnswer pinned(byte[] body, String policy) {
        Reply reply = new TagPinning(podReview(policy), _ -> Asker.OURSELVES, new HookMetrics(meters), Observer.SILENT)
                .review(body, deadline());
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        return ((Reply.Decided) reply).answer();
    }

    private PodReview podReview(String policy) {
        ProvenanceVerifier verifier = new ProvenanceVerifier(
                new Reviews.Unreachable() {
                    @Override
                    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
                        Digest digest = Digest.parse(Reviews.DIGEST.substring(1));
                        return new Pinning.Pinned(
                                PinnedImage.pinned(reference, digest),
                                Optional.of(new Document(digest, "", new byte[0])));
                    }
                },
                (_, _, _) -> found,
                Reviews.THREADS);
        return Reviews.podReview(verifier, () -> Reviews.policies(policy), Reviews.THREADS);
    }

    private static String exempting() {
        return "  exemptions: [{image: \"registry.example/a" + Reviews.DIGEST
                + "\", reason: CHG-1, until: 2099-12-31T00:00:00Z}]\n";
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(9), System::nanoTime);
    }

    private static byte[] changed(String... fromTo) {
        String review = new String(Reviews.create(TAG), StandardCharsets.UTF_8);
        for (int i = 0; i < fromTo.length; i += 2) {
            assertThat(review).contains(fromTo[i]);
            review = review.replace(fromTo[i], fromTo[i + 1]);
        }
        return review.getBytes(StandardCharsets.UTF_8);
    }
}
