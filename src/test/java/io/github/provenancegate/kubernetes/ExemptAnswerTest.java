package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Exemption;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExemptAnswerTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @Test
    void anExemptionThatWasUsedIsToldTheAuditorsAlsoWhereItDidNotDecide() {
        Judgement unsigned = Judgement.without(new Verdict.Unsigned());
        Exemption exemption = new Exemption(
                new PinnedImage(Repository.parse("cgr.dev/acme.com/web"), Digest.parse(DIGEST)),
                "CHG-1\n2",
                Instant.parse("2026-12-31T00:00:00Z"));
        Ruling.ByPolicy exempt =
                new Ruling.ByPolicy("a", Mode.ENFORCE, new Decision.AdmitExempted(), unsigned, Optional.of(exemption));
        Ruling.ByPolicy audited =
                new Ruling.ByPolicy("b", Mode.AUDIT, new Decision.AdmitAudited(), unsigned, Optional.empty());
        String told = "x: policy a: exempt until 2026-12-31T00:00:00Z: CHG-1\\u000a2";

        AdmissionAnswer alone = answer(new Ruling.Judged(exempt, List.of(exempt)));
        assertThat(alone.response()).isInstanceOf(Response.Allowed.class);
        assertThat(alone.warnings()).isEmpty();
        assertThat(alone.auditAnnotations())
                .containsEntry("decision", "exempt")
                .containsEntry("status", "NO_SIG")
                .containsEntry("exemptions", told);
        assertThat(answer(new Ruling.Judged(audited, List.of(exempt, audited))).auditAnnotations())
                .containsEntry("decision", "audit")
                .containsEntry("exemptions", told);
    }

    @Test
    void anExemptImageNamedByTagIsWarnedAboutForItsTag() {
        Exemption exemption = new Exemption(
                new PinnedImage(Repository.parse("cgr.dev/acme.com/web"), Digest.parse(DIGEST)), "CHG-1", Instant.MAX);
        Ruling.ByPolicy exempt = new Ruling.ByPolicy(
                "a",
                Mode.ENFORCE,
                new Decision.AdmitWithWarning(),
                Judgement.without(new Verdict.Unsigned()),
                Optional.of(exemption));
        assertThat(answer(new Ruling.Judged(exempt, List.of(exempt))).warnings())
                .containsExactly(
                        "container \"app\": TAG_NOT_PINNED: name the image by digest" + " (repository:tag@sha256:…)");
    }

    private static AdmissionAnswer answer(Ruling ruling) {
        NamedImage image = new NamedImage(Place.CONTAINER, Optional.of("app"), "spec.containers[0].image", "x");
        return AdmissionAnswer.of(
                AdmissionReviews.read(AdmissionReviews.create(AdmissionReviews.podOf(1, "x"))),
                List.of(new ImageRuling(image, ruling)));
    }
}
