package io.github.provenancegate.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.kubernetes.Finding.Reason;
import io.github.provenancegate.kubernetes.Finding.Subject;
import io.github.provenancegate.kubernetes.NamedImage.Place;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static final AdmissionRequest REQUEST =
            AdmissionReviews.read(AdmissionReviews.create(AdmissionReviews.podOf(1, "x")));
    private static final Verdict UNSIGNED = new Verdict.Unsigned();
    private static final Verdict AWAY = new Verdict.Undetermined(ReasonCode.REGISTRY_UNREACHABLE, "it is away");

    private static ImageRuling ruling(String image, Decision decision, Verdict verdict) {
        Ruling.ByPolicy one =
                new Ruling.ByPolicy("acme", Mode.ENFORCE, decision, Judgement.without(verdict), Optional.empty());
        return new ImageRuling(
                new NamedImage(Place.CONTAINER, Optional.of("app"), "spec.containers[0].image", image),
                new Ruling.Judged(one, List.of(one)));
    }

    private static List<Finding> of(AdmissionRequest request, ImageRuling... rulings) {
        return Finding.of(request, List.of(rulings));
    }

    @Test
    void aDenialSaysTheDenialsLine() {
        assertThat(of(REQUEST, ruling("a.example/b", new Decision.Deny(), UNSIGNED)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.reason()).isEqualTo(Reason.DENIED);
                    assertThat(finding.note())
                            .startsWith("denied: container \"app\": a.example/b: NO_SIG UNSIGNED: ")
                            .endsWith("(policy acme)");
                    assertThat(finding.subject()).isEqualTo(new Subject("v1", "Pod", "web", Optional.empty()));
                });
    }

    @Test
    void whatCouldNotBeFoundOutIsSaidWhateverWasDecided() {
        assertThat(of(
                        REQUEST,
                        ruling("a.example/b", new Decision.Deny(), AWAY),
                        ruling("a.example/c", new Decision.AdmitWithWarning(), AWAY),
                        ruling("a.example/d", new Decision.AdmitAudited(), AWAY)))
                .extracting(Finding::reason)
                .containsExactly(Reason.UNDETERMINED, Reason.UNDETERMINED, Reason.UNDETERMINED);
    }

    @Test
    void aPolicyThatCannotBeUsedIsToldWithItsVersionAndWhatThatMeans() {
        assertThat(Finding.of(new PolicyStanding("acme", "u-1", 3, new State.InForce())))
                .isEmpty();
        assertThat(Finding.of(new PolicyStanding("acme", "u-1", 3, new State.LastGoodInForce("spec.images: wrong"))))
                .hasValueSatisfying(finding -> {
                    assertThat(finding.namespace()).isEqualTo("default");
                    assertThat(finding.reason().word()).isEqualTo("PolicyUnusable");
                    assertThat(finding.subject())
                            .isEqualTo(new Subject(
                                    "provenance-gate.github.io/v1alpha1",
                                    "ProvenancePolicy",
                                    "acme",
                                    Optional.of("u-1")));
                    assertThat(finding.note())
                            .isEqualTo("version 3 cannot be used, the last good version judges on: spec.images: wrong");
                });
        assertThat(Finding.of(new PolicyStanding("acme", "u-1", 3, new State.NothingInForce("x".repeat(5_000)))))
                .hasValueSatisfying(finding -> assertThat(finding.note())
                        .startsWith(
                                "version 3 cannot be used, there is no good one, so that nothing satisfies the policy: x")
                        .hasSizeLessThanOrEqualTo(Finding.NOTE_BYTES_MAX));
    }

    @Test
    void whatWasPutRightIsToldWhereItStands() {
        Subject configuration = new Subject(
                "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "gate", Optional.of("uid"));
        Finding trust = Finding.of(Mend.ofBundles(configuration, List.of("pin", "other")));
        Finding secret = Finding.of(Mend.ofMissingSecret("gate-system", "gate-tls"));

        assertThat(trust.reason()).isEqualTo(Reason.TRUST_MENDED);
        assertThat(trust.namespace()).isEqualTo("default");
        assertThat(trust.subject()).isEqualTo(configuration);
        assertThat(trust.note()).contains("caBundle of pin, other in the MutatingWebhookConfiguration gate:");
        assertThat(secret.reason()).isEqualTo(Reason.SECRET_MENDED);
        assertThat(secret.namespace()).isEqualTo("gate-system");
        assertThat(secret.subject()).isEqualTo(new Subject("v1", "Secret", "gate-tls", Optional.empty()));
    }

    @Test
    void whatIsAdmittedWithoutProofIsToldQuietly() {
        assertThat(of(
                        REQUEST,
                        ruling("a.example/b", new Decision.AdmitAudited(), UNSIGNED),
                        ruling("a.example/c", new Decision.AdmitExempted(), UNSIGNED)))
                .extracting(Finding::reason)
                .containsExactly(Reason.AUDIT, Reason.AUDIT);
    }

    @Test
    void whatNothingSpeaksAgainstAndWhatNoPolicySpeaksOfIsNoFinding() {
        ImageRuling unmatched = new ImageRuling(
                new NamedImage(Place.CONTAINER, Optional.of("app"), "spec.containers[0].image", "x"),
                Ruling.unmatched(UnmatchedAction.WARN));
        assertThat(of(REQUEST, unmatched)).isEmpty();
        assertThat(of(REQUEST, ruling("a.example/b", new Decision.Admit(), UNSIGNED)))
                .isEmpty();
    }

    @Test
    void ofADryRunNothingRemains() {
        AdmissionRequest dry = AdmissionReviews.read(
                AdmissionReviews.create(AdmissionReviews.podOf(1, "x")).replace("\"dryRun\":false", "\"dryRun\":true"));
        assertThat(of(dry, ruling("a.example/b", new Decision.Deny(), UNSIGNED)))
                .isEmpty();
    }

    @Test
    void theSubjectIsTheControllingOwnerOrTheNamespaceOfAGeneratedName() {
        String pod = AdmissionReviews.podOf(1, "x");
        AdmissionRequest owned = AdmissionReviews.read(AdmissionReviews.create(pod.replace(
                "\"name\":\"web\",\"namespace\"",
                "\"generateName\":\"web-\",\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\","
                        + "\"name\":\"web-1\",\"uid\":\"u\",\"controller\":true}],\"namespace\"")));
        assertThat(of(owned, ruling("a.example/b", new Decision.Deny(), UNSIGNED))
                        .getFirst()
                        .subject())
                .isEqualTo(new Subject("apps/v1", "ReplicaSet", "web-1", Optional.of("u")));

        AdmissionRequest generated = AdmissionReviews.read(AdmissionReviews.create(
                pod.replace("\"name\":\"web\",\"namespace\"", "\"generateName\":\"web-\",\"namespace\"")));
        assertThat(of(generated, ruling("a.example/b", new Decision.Deny(), UNSIGNED))
                        .getFirst()
                        .subject())
                .isEqualTo(new Subject("v1", "Namespace", "shop", Optional.empty()));
    }

    @Test
    void aPodOfManyImagesIsToldOfInAFewEventsAndEachImageOnce() {
        ImageRuling[] many = IntStream.range(0, 10)
                .mapToObj(i -> ruling("a.example/b" + i / 2, new Decision.Deny(), UNSIGNED))
                .toArray(ImageRuling[]::new);
        assertThat(of(REQUEST, many))
                .hasSize(Finding.FINDINGS_OF_REVIEW_MAX)
                .extracting(Finding::identity)
                .doesNotHaveDuplicates();
    }

    @Test
    void theNoteFitsAnEventAndIsSafeToPrint() {
        Finding finding = of(REQUEST, ruling("\u001b[31m" + "é".repeat(4000), new Decision.Deny(), UNSIGNED))
                .getFirst();
        assertThat(finding.note().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(Finding.NOTE_BYTES_MAX);
        assertThat(finding.note()).doesNotContain("\u001b");
    }

    @Test
    void equalFindingsHaveOneNameAndItFitsAnObject() {
        Finding one = of(REQUEST, ruling("a.example/b", new Decision.Deny(), UNSIGNED))
                .getFirst();
        Finding other = of(REQUEST, ruling("a.example/c", new Decision.Deny(), UNSIGNED))
                .getFirst();
        Subject shown = new Subject("apps/v1", "Deployment", "web", Optional.of("u"));
        assertThat(one.eventName(shown)).matches("web\\.[0-9a-f]{16}").isEqualTo(one.eventName(shown));
        assertThat(other.eventName(shown)).isNotEqualTo(one.eventName(shown));
        assertThat(one.eventName(new Subject("v1", "Pod", "p".repeat(253), Optional.empty())))
                .hasSizeLessThanOrEqualTo(253);
    }
}
