package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionAnswerTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final AdmissionRequest REQUEST =
            AdmissionReviews.read(AdmissionReviews.create(AdmissionReviews.podOf(1, "x")));
    private static final Verdict UNSIGNED = new Verdict.Unsigned();
    private static final Verdict WRONG_SIGNER = new Verdict.Refuted(
            ReasonCode.WRONG_SIGNER, "signed by somebody, expected another", Optional.of(new Signer("i", "s")));

    @Test
    void aDenialNamesContainerImageDigestStatusReasonAndRemedy() throws IOException {
        JsonNode answer = json(List.of(denied("app", "cgr.dev/acme.com/web:1", UNSIGNED)));
        assertThat(answer.at("/apiVersion").textValue()).isEqualTo("admission.k8s.io/v1");
        assertThat(answer.at("/kind").textValue()).isEqualTo("AdmissionReview");
        assertThat(answer.at("/response/uid").textValue()).isEqualTo(AdmissionReviews.UID);
        assertThat(answer.at("/response/allowed").isBoolean()).isTrue();
        assertThat(answer.at("/response/allowed").booleanValue()).isFalse();
        assertThat(answer.at("/response/status/code").intValue()).isEqualTo(403);
        assertThat(answer.at("/response/status/reason").textValue()).isEqualTo("NO_SIG");
        assertThat(answer.at("/response/status/message").textValue())
                .startsWith("container \"app\": cgr.dev/acme.com/web:1@" + DIGEST
                        + ": NO_SIG UNSIGNED: no signature was found on this digest; use an image that")
                .endsWith(" (policy acme)");
        assertThat(answer.at("/response/status/details/causes/0/reason").textValue())
                .isEqualTo("UNSIGNED");
        assertThat(answer.at("/response/status/details/causes/0/field").textValue())
                .isEqualTo("spec.containers[0].image");
        assertThat(answer.at("/response/auditAnnotations/decision").textValue()).isEqualTo("deny");
        assertThat(answer.at("/response/auditAnnotations/status").textValue()).isEqualTo("NO_SIG");
        assertThat(answer.at("/response/auditAnnotations/reason").textValue()).isEqualTo("UNSIGNED");
        assertThat(answer.at("/response/auditAnnotations/policy").textValue()).isEqualTo("acme");
        assertThat(answer.at("/response").has("patch")).isFalse();
    }

    @Test
    void theFirstFailingImageGivesTheReason() {
        Response.Denied denied = denial(List.of(
                ruling("ok", "a", UNSIGNED, new Decision.Admit()),
                denied("first", "b", WRONG_SIGNER),
                denied("second", "c", UNSIGNED)));
        assertThat(denied.reason()).isEqualTo("ERROR");
        assertThat(denied.message().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("container \"first\": b@")
                                .contains("ERROR WRONG_SIGNER: signed by somebody, expected another; "),
                        line -> assertThat(line).startsWith("container \"second\": c@"));
        assertThat(denied.causes()).hasSize(2);
    }

    @Test
    void oneDeniedImageDeniesThePodWhateverTheOthersAre() {
        assertThat(AdmissionAnswer.of(
                                REQUEST,
                                List.of(
                                        ruling("a", "a", UNSIGNED, new Decision.AdmitWithWarning()),
                                        ruling("b", "b", UNSIGNED, new Decision.AdmitAudited()),
                                        denied("c", "c", UNSIGNED)))
                        .response())
                .isInstanceOf(Response.Denied.class);
    }

    @Test
    void theSameImageInManyContainersIsOneLine() {
        Response.Denied denied = denial(IntStream.range(0, 1_000)
                .mapToObj(i -> denied("c" + i, "same", UNSIGNED))
                .toList());
        assertThat(denied.message().lines())
                .singleElement()
                .asString()
                .startsWith("container \"c0\" and 999 more: same@");
        assertThat(denied.causes()).hasSize(DenialText.CAUSES_MAX);
    }

    @Test
    void aMessageStaysWithinItsLimitAndCountsWhatIsMissing() {
        Response.Denied denied = denial(IntStream.range(0, 64)
                .mapToObj(i -> denied("c" + i, "registry.example/" + "ü".repeat(200) + i, WRONG_SIGNER))
                .toList());
        assertThat(denied.message().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(DenialText.MESSAGE_BYTES_MAX);
        assertThat(denied.message()).startsWith("container \"c0\"").matches("(?s).*\n… and [0-9]+ more images");
    }

    @Test
    void oneOverlongLineIsCut() {
        Verdict chatty = new Verdict.Refuted(ReasonCode.PAYLOAD_INVALID, "x".repeat(10_000), Optional.empty());
        assertThat(denial(List.of(denied("c", "a", chatty))).message())
                .hasSize(DenialText.MESSAGE_BYTES_MAX - 2)
                .endsWith("…");
    }

    @Test
    void controlCharactersReachNeitherMessageNorWarningNorAudit() throws IOException {
        String nasty = "cgr.dev/a\u0000\r\n\u001b[31m\u202e\ud800";
        for (Decision decision : List.of(new Decision.Deny(), new Decision.AdmitWithWarning())) {
            ImageRuling ruling = ruling(nasty, nasty, UNSIGNED, decision);
            String body = new String(
                    AnswerWriter.write(AdmissionAnswer.of(REQUEST, List.of(ruling, ruling))), StandardCharsets.UTF_8);
            JsonNode answer = new ObjectMapper().readTree(body);
            assertThat(answer.findValuesAsText("message").toString()
                            + answer.at("/response/warnings")
                            + answer.at("/response/auditAnnotations"))
                    .contains("\\u001b[31m")
                    .doesNotContain("\u001b", "\u0000", "\r", "\u202e");
        }
    }

    @Test
    void anAdmittedImageThatIsNotProvenIsWarnedAboutWhereThePolicyWarns() throws IOException {
        JsonNode answer =
                json(List.of(ruling("app", "cgr.dev/acme.com/web:1", UNSIGNED, new Decision.AdmitWithWarning())));
        assertThat(answer.at("/response/allowed").booleanValue()).isTrue();
        assertThat(answer.at("/response").has("status")).isFalse();
        assertThat(answer.at("/response/warnings/0").textValue())
                .isEqualTo(
                        "container \"app\": NO_SIG UNSIGNED: cgr.dev/acme.com/web:1: no signature was found on this digest");
        assertThat(answer.at("/response/auditAnnotations/decision").textValue()).isEqualTo("warn");
    }

    @Test
    void anAuditedImageIsToldToTheAuditLogAlone() {
        AdmissionAnswer answer =
                AdmissionAnswer.of(REQUEST, List.of(ruling("app", "x", UNSIGNED, new Decision.AdmitAudited())));
        assertThat(answer.response()).isInstanceOf(Response.Allowed.class);
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.auditAnnotations()).containsEntry("decision", "audit").containsEntry("reason", "UNSIGNED");
    }

    @Test
    void warningsAreShortFewAndDistinct() {
        List<String> warnings = AdmissionAnswer.of(
                        REQUEST,
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> ruling(
                                        "c" + i / 2, "x".repeat(500), WRONG_SIGNER, new Decision.AdmitWithWarning()))
                                .toList())
                .warnings();
        assertThat(warnings)
                .doesNotHaveDuplicates()
                .allSatisfy(warning -> assertThat(warning).hasSizeLessThanOrEqualTo(AnswerWarnings.CHARACTERS_MAX));
        assertThat(warnings.stream().mapToInt(String::length).sum())
                .isBetween(3_500, AnswerWarnings.ALL_CHARACTERS_MAX);
    }

    @Test
    void auditKeysHoldNoSlashAndValuesAreShort() {
        assertThat(AdmissionAnswer.of(
                                REQUEST,
                                IntStream.range(0, 64)
                                        .mapToObj(i -> denied("c" + i, "x".repeat(250) + i, UNSIGNED))
                                        .toList())
                        .auditAnnotations())
                .containsKey("images")
                .allSatisfy((key, value) -> {
                    assertThat(key).doesNotContain("/");
                    assertThat(value.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1_024);
                });
    }

    @Test
    void whatIsNotJudgedIsAdmittedForANamedReason() {
        AdmissionAnswer notServed = AdmissionAnswer.admitted(REQUEST, Passage.KIND_NOT_SERVED);
        assertThat(notServed.response()).isInstanceOf(Response.Allowed.class);
        assertThat(notServed.warnings()).containsExactly("this webhook judges Pods only; not judged: Pod");
        assertThat(AdmissionAnswer.admitted(REQUEST, Passage.NO_NEW_IMAGE).warnings())
                .isEmpty();
        assertThat(AdmissionAnswer.admitted(REQUEST, Passage.NO_NEW_IMAGE).auditAnnotations())
                .containsEntry("decision", "admit")
                .containsEntry("why", "no image is new");
    }

    @Test
    void anAnswerAboutNoImageIsADefectAndNotAnAdmission() {
        assertThatThrownBy(() -> AdmissionAnswer.of(REQUEST, List.of())).isInstanceOf(NullPointerException.class);
    }

    @Test
    void anUnknownListIsWarnedAbout() {
        AdmissionRequest request = AdmissionReviews.read(
                AdmissionReviews.create(AdmissionReviews.pod("{\"sandboxes\":[{\"image\":\"x\"}]}")));
        assertThat(AdmissionAnswer.admitted(request, Passage.NO_NEW_IMAGE).warnings())
                .containsExactly("spec.sandboxes names images, but is not known to this webhook: they were not judged");
    }

    @Test
    void anExcludedNamespaceIsAdmittedAndAudited() {
        AdmissionAnswer answer =
                AdmissionAnswer.of(REQUEST, List.of(new ImageRuling(image("app", "x"), new Ruling.Excluded("acme"))));
        assertThat(answer.response()).isInstanceOf(Response.Allowed.class);
        assertThat(answer.auditAnnotations()).containsEntry("decision", "admit").containsEntry("policy", "acme");
    }

    @Test
    void halfACharacterInTheUidComesBackAsItCame() {
        AdmissionRequest request = AdmissionReviews.read(
                AdmissionReviews.create(AdmissionReviews.podOf(1, "x")).replace(AdmissionReviews.UID, "\\ud800é"));
        assertThat(new String(
                        AnswerWriter.write(AdmissionAnswer.admitted(request, Passage.NO_NEW_IMAGE)),
                        StandardCharsets.UTF_8))
                .containsIgnoringCase("\"uid\":\"\\ud800\\u00e9\"");
    }

    private static Response.Denied denial(List<ImageRuling> rulings) {
        Response response = AdmissionAnswer.of(REQUEST, rulings).response();
        assertThat(response).isInstanceOf(Response.Denied.class);
        return (Response.Denied) response;
    }

    private static JsonNode json(List<ImageRuling> rulings) throws IOException {
        return new ObjectMapper().readTree(AnswerWriter.write(AdmissionAnswer.of(REQUEST, rulings)));
    }

    private static ImageRuling denied(String owner, String text, Verdict verdict) {
        return ruling(owner, text, verdict, new Decision.Deny());
    }

    private static ImageRuling ruling(String owner, String text, Verdict verdict, Decision decision) {
        Judgement judgement = new Judgement(
                verdict,
                Optional.of(
                        PinnedImage.of((ImageReference.Pinned) ImageReference.parse("cgr.dev/acme.com/web@" + DIGEST))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        Ruling.ByPolicy byPolicy = new Ruling.ByPolicy("acme", Mode.ENFORCE, decision, judgement, Optional.empty());
        return new ImageRuling(image(owner, text), new Ruling.Judged(byPolicy, List.of(byPolicy)));
    }

    private static NamedImage image(String owner, String text) {
        return new NamedImage(Place.CONTAINER, Optional.of(owner), "spec.containers[0].image", text);
    }
}
