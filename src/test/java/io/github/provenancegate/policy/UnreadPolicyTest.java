package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnreadPolicyTest {
    private static final ImageReference IMAGE = ImageReference.parse("cgr.dev/acme.com/app@sha256:" + "a".repeat(64));
    private static final ImageReference OTHER = ImageReference.parse("nginx");
    private static final Optional<Namespace> SHOP = Optional.of(Namespace.named("shop"));
    private static final Optional<Namespace> SANDBOX = Optional.of(Namespace.named("sandbox"));
    private static final NamespaceScope NO_SANDBOX =
            new NamespaceScope(Optional.empty(), Optional.of(List.of("sandbox")), Optional.empty());

    @Test
    void nothingSatisfiesAPolicyThatCannotBeReadAndNobodyIsAsked() {
        Ruling ruling = ruling(set(unread(Mode.ENFORCE)), SHOP, IMAGE);
        assertThat(ruling.decision()).isEqualTo(new Decision.Deny());
        Verdict verdict = ruling.judgement().orElseThrow().verdict();
        assertThat(verdict.code()).isEqualTo(ReasonCode.POLICY_UNUSABLE);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Undetermined.class,
                        it -> assertThat(it.detail())
                                .isEqualTo("no version of the policy bad can be read: spec.mode: is wrong"));
        assertThat(ruling(set(unread(Mode.AUDIT)), SHOP, IMAGE).decision()).isEqualTo(new Decision.AdmitAudited());
    }

    @Test
    void itSpeaksOfWhatItCanBeSeenToNameAndElseOfEverything() {
        assertThat(ruling(set(unread(Mode.ENFORCE)), SHOP, OTHER)
                        .judgement()
                        .orElseThrow()
                        .verdict()
                        .code())
                .isEqualTo(ReasonCode.NO_POLICY_MATCHES);
        UnreadPolicy blind = new UnreadPolicy("bad", Optional.empty(), NamespaceScope.EVERYWHERE, Mode.ENFORCE, "");
        assertThat(ruling(set(blind), SHOP, OTHER).decision()).isEqualTo(new Decision.Deny());
        assertThat(ruling(set(unread(Mode.ENFORCE)), SANDBOX, IMAGE).decision())
                .isEqualTo(new Decision.AdmitWithWarning());
    }

    @Test
    void itStandsBesideThePoliciesThatCanBeRead() {
        Ruling ruling = new PolicySet(List.of(good()), List.of(unread(Mode.ENFORCE)), UnmatchedAction.WARN)
                .rule(SHOP, IMAGE, Instant.EPOCH, (_, _) -> List.of(Judgement.without(new Verdict.Unsigned())));
        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Judged.class,
                        judged -> assertThat(judged.each())
                                .extracting(Ruling.ByPolicy::policy)
                                .containsExactly("bad", "good"));
        assertThatThrownBy(() -> new PolicySet(
                        List.of(good()),
                        List.of(new UnreadPolicy(
                                "good", Optional.empty(), NamespaceScope.EVERYWHERE, Mode.ENFORCE, "")),
                        UnmatchedAction.WARN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsModeCountsForFaultsToo() {
        Verdict fault = new Verdict.Refuted(ReasonCode.IMAGE_INVALID, "no name", Optional.empty());
        assertThat(set(unread(Mode.ENFORCE)).ruleFault(SHOP, fault).decision()).isEqualTo(new Decision.Deny());
        assertThat(set(unread(Mode.ENFORCE)).ruleFault(SANDBOX, fault).decision())
                .isEqualTo(new Decision.AdmitWithWarning());
    }

    private static Ruling ruling(PolicySet policies, Optional<Namespace> namespace, ImageReference image) {
        return policies.rule(namespace, image, Instant.EPOCH, (_, _) -> {
            throw new AssertionError("must not be contacted");
        });
    }

    private static PolicySet set(UnreadPolicy unread) {
        return new PolicySet(List.of(), List.of(unread), UnmatchedAction.WARN);
    }

    private static UnreadPolicy unread(Mode mode) {
        return new UnreadPolicy(
                "bad",
                Optional.of(List.of(ImagePattern.parse("cgr.dev/acme.com/**"))),
                NO_SANDBOX,
                mode,
                "spec.mode: is wrong");
    }

    private static ProvenancePolicy good() {
        return new ProvenancePolicy(
                "good",
                List.of(ImagePattern.parse("cgr.dev/acme.com/**")),
                NamespaceScope.EVERYWHERE,
                new Verification.Delivery(
                        AllowedSigners.of(AllowedSigner.publicGood(new Signer("issuer", "subject"))),
                        BaseDigestRule.OPTIONAL),
                Optional.empty(),
                List.of(),
                Mode.AUDIT,
                UndeterminedAction.DENY,
                TagAction.ALLOW,
                List.of(),
                List.of());
    }
}
