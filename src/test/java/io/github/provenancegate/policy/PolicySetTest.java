package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicySetTest {
    private static final String ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    private static final Organization ACME = new Organization("acme.com", ID, List.of("c03040118377d88c"));
    private static final Signer SIGNER = ACME.signers().signers().getFirst().signer();
    private static final ImageReference TAGGED = ImageReference.parse("cgr.dev/acme.com/python:3.13");
    private static final ImageReference PINNED =
            ImageReference.parse("cgr.dev/acme.com/python@sha256:" + "a".repeat(64));
    private static final Verdict GOOD = new Verdict.DeliveryVerified(new Proof(
            SIGNER,
            AllowedSigner.PUBLIC_GOOD,
            new LogEntry(1, "c0d2", Optional.empty()),
            Instant.EPOCH,
            Proof.Format.LEGACY,
            new Digest("f".repeat(64)),
            Optional.empty()));
    private static final Verdict UNREACHABLE =
            new Verdict.Undetermined(ReasonCode.REGISTRY_UNREACHABLE, "no connection");
    private static final Optional<Namespace> PROD = Optional.of(Namespace.named("prod"));

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "ENFORCE, Deny",
        "WARN,    AdmitWithWarning",
        "AUDIT,   AdmitAudited",
    })
    void theModeDecidesAboutWhatIsNotProven(Mode mode, String decision) {
        for (Verdict bad : List.of(
                new Verdict.Unsigned(),
                new Verdict.Partial(ReasonCode.LOG_ENTRY_MISSING, ""),
                new Verdict.BaseNotFound(new Digest("b".repeat(64)), ""),
                new Verdict.NoBase(ReasonCode.BASE_LABEL_MISSING, ""),
                new Verdict.Refuted(ReasonCode.WRONG_SIGNER, "", Optional.empty()),
                UNREACHABLE)) {
            assertThat(rule(set(policy("p", mode)), PINNED, bad)
                            .decision()
                            .getClass()
                            .getSimpleName())
                    .as(bad.toString())
                    .isEqualTo(decision);
        }
        assertThat(rule(set(policy("p", mode)), PINNED, GOOD).decision()).isEqualTo(new Decision.Admit());
    }

    @ParameterizedTest
    @EnumSource(
            names = {"REGISTRY_.*", "TRUST_ROOT_UNUSABLE", "DEADLINE_EXCEEDED", "INTERNAL"},
            mode = EnumSource.Mode.MATCH_ANY)
    void allowingTheUndeterminedCoversAnUnreachableRegistryAndNothingElse(ReasonCode code) {
        PolicySet policies = set(with("p", Mode.ENFORCE, UndeterminedAction.ALLOW, TagAction.ALLOW));

        assertThat(rule(policies, PINNED, new Verdict.Undetermined(code, "")).decision())
                .isEqualTo(
                        code == ReasonCode.REGISTRY_UNREACHABLE
                                ? new Decision.AdmitWithWarning()
                                : new Decision.Deny());
    }

    @Test
    void aProvenImageNamedByTagIsWarnedAboutOrDeniedAsThePolicySays() {
        assertThat(ruleTag(TagAction.ALLOW, GOOD).decision()).isEqualTo(new Decision.Admit());
        assertThat(ruleTag(TagAction.WARN, GOOD).decision()).isEqualTo(new Decision.AdmitWithWarning());
        Ruling denied = ruleTag(TagAction.DENY, GOOD);
        assertThat(denied.decision()).isEqualTo(new Decision.Deny());
        assertThat(denied.judgement().orElseThrow().verdict().code()).isEqualTo(ReasonCode.TAG_NOT_PINNED);
        assertThat(ruleTag(TagAction.DENY, new Verdict.Unsigned())
                        .judgement()
                        .orElseThrow()
                        .verdict())
                .isEqualTo(new Verdict.Unsigned());
        assertThat(rule(set(with("p", Mode.ENFORCE, UndeterminedAction.DENY, TagAction.DENY)), PINNED, GOOD)
                        .decision())
                .isEqualTo(new Decision.Admit());
    }

    @Test
    void severalPoliciesMustAllBeSatisfiedAndTheStrictestDecides() {
        PolicySet policies =
                set(policy("b-audit", Mode.AUDIT), policy("a-enforce", Mode.ENFORCE), policy("c", Mode.WARN));

        Ruling ruling = rule(policies, PINNED, new Verdict.Unsigned(), GOOD, new Verdict.Unsigned());

        assertThat(ruling).isInstanceOfSatisfying(Ruling.Judged.class, judged -> {
            assertThat(judged.deciding().policy()).isEqualTo("a-enforce");
            assertThat(judged.decision()).isEqualTo(new Decision.Deny());
            assertThat(judged.each()).extracting(Ruling.ByPolicy::policy).containsExactly("a-enforce", "b-audit", "c");
        });
        assertThat(rule(policies, PINNED, GOOD, new Verdict.Unsigned(), GOOD).decision())
                .isEqualTo(new Decision.AdmitAudited());
    }

    @Test
    void tiesAreSettledByName() {
        PolicySet policies = set(policy("b", Mode.ENFORCE), policy("a", Mode.ENFORCE));

        Ruling ruling = rule(policies, PINNED, new Verdict.Unsigned(), UNREACHABLE);

        assertThat(((Ruling.Judged) ruling).deciding().policy()).isEqualTo("a");
        assertThat(ruling.judgement().orElseThrow().verdict()).isEqualTo(new Verdict.Unsigned());
    }

    @Test
    void anImageOfWhichNoPolicySpeaksIsNotAskedAboutAndTheSettingDecides() {
        for (UnmatchedAction action : UnmatchedAction.values()) {
            Ruling ruling = new PolicySet(List.of(policy("p", Mode.ENFORCE)), action)
                    .rule(PROD, ImageReference.parse("nginx"), NOW, (_, _) -> {
                        throw new AssertionError("must not be contacted");
                    });
            assertThat(ruling.decision().strictness())
                    .isEqualTo(
                            switch (action) {
                                case ALLOW -> new Decision.Admit().strictness();
                                case WARN -> new Decision.AdmitWithWarning().strictness();
                                case DENY -> new Decision.Deny().strictness();
                            });
            assertThat(ruling.judgement().orElseThrow().verdict().code()).isEqualTo(ReasonCode.NO_POLICY_MATCHES);
        }
    }

    @Test
    void aNamespaceThatAPolicyExcludesIsNotUnmatched() {
        NamespaceScope scope =
                new NamespaceScope(Optional.empty(), Optional.of(List.of("sandbox-*")), Optional.empty());
        PolicySet policies = new PolicySet(
                List.of(delivery("p", scope, Mode.ENFORCE, UndeterminedAction.DENY, TagAction.ALLOW)),
                UnmatchedAction.DENY);

        assertThat(policies.select(Optional.of(Namespace.named("sandbox-1")), PINNED))
                .isEqualTo(new PolicySet.Selection.Excluded("p"));
        assertThat(policies.rule(Optional.of(Namespace.named("sandbox-1")), PINNED, NOW, (_, _) -> List.of())
                        .decision())
                .isEqualTo(new Decision.Admit());
        assertThat(policies.select(Optional.of(Namespace.named("sandbox")), PINNED))
                .isInstanceOf(PolicySet.Selection.Matched.class);
    }

    @Test
    void aNamespaceWhoseLabelsAreNotKnownYetMatches() {
        NamespaceScope scope =
                new NamespaceScope(Optional.empty(), Optional.empty(), Optional.of(Map.of("env", "prod")));
        PolicySet policies = new PolicySet(
                List.of(delivery("p", scope, Mode.ENFORCE, UndeterminedAction.DENY, TagAction.ALLOW)),
                UnmatchedAction.ALLOW);

        assertThat(policies.select(PROD, PINNED)).isInstanceOf(PolicySet.Selection.Matched.class);
        assertThat(policies.select(labelled(Map.of("env", "prod", "team", "x")), PINNED))
                .isInstanceOf(PolicySet.Selection.Matched.class);
        assertThat(policies.select(labelled(Map.of("env", "dev")), PINNED))
                .isInstanceOf(PolicySet.Selection.Unmatched.class);
    }

    @Test
    void anOrganisationIsTheSameByNameAndById() {
        ProvenancePolicy policy = policy("p", Mode.ENFORCE);

        assertThat(policy.speaksOf(new Repository("cgr.dev", ID + "/python"))).isTrue();
        assertThat(policy.speaksOf(new Repository("cgr.dev", "acme.com/python")))
                .isTrue();
        assertThat(policy.speaksOf(new Repository("cgr.dev", "acme.com.evil/python")))
                .isFalse();
        assertThat(SIGNER.subject()).isEqualTo("https://issuer.enforce.dev/" + ID + "/c03040118377d88c");
    }

    @ParameterizedTest
    @CsvSource({
        "cgr.dev/acme.com/**,              cgr.dev/acme.com/python,               python",
        "cgr.dev/acme.com/**,              cgr.dev/acme.com/team/python,          team/python",
        "cgr.dev/acme.com/**,              cgr.dev/" + ID + "/python,             python",
        "cgr.dev/acme.com/python,          cgr.dev/acme.com/python,               python",
        "cgr.dev/acme.com/my-python,       cgr.dev/acme.com/my-python,            python",
        "registry.acme.example/cgr/**,     registry.acme.example/cgr/python,      python",
        "registry.acme.example/cgr/*,      registry.acme.example/cgr/python,      python",
        "registry.acme.example/**,         registry.acme.example/cgr/python,      python",
        "registry.acme.example/*,          registry.acme.example/python,          python",
    })
    void aBaseIsLookedForUnderTheImagesOwnName(String pattern, String image, String name) {
        Requirement requirement =
                full(pattern).requirementFor(ImageReference.parse(image).repository());

        assertThat(requirement)
                .isInstanceOfSatisfying(
                        Requirement.Full.class,
                        full -> assertThat(full.reference())
                                .isEqualTo(new Repository("cgr.dev", "chainguard-private/" + name)));
    }

    @Test
    void aFaultBeforeAnyMatchTakesTheStrictestModeThatAppliesInTheNamespace() {
        Verdict fault = new Verdict.Refuted(ReasonCode.IMAGE_INVALID, "no name", Optional.empty());
        PolicySet audit = set(policy("p", Mode.AUDIT));
        PolicySet both = set(policy("p", Mode.AUDIT), policy("q", Mode.ENFORCE));
        PolicySet none = new PolicySet(List.of(), UnmatchedAction.WARN);

        assertThat(audit.ruleFault(PROD, fault).decision()).isEqualTo(new Decision.AdmitAudited());
        assertThat(both.ruleFault(PROD, fault).decision()).isEqualTo(new Decision.Deny());
        assertThat(none.ruleFault(PROD, fault).decision()).isEqualTo(new Decision.AdmitWithWarning());
        assertThat(both.ruleFault(PROD, GOOD).decision()).isEqualTo(new Decision.Deny());
    }

    @Test
    void twoPoliciesOfOneNameCannotBeHeld() {
        assertThatThrownBy(() -> set(policy("p", Mode.WARN), policy("p", Mode.AUDIT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Ruling ruleTag(TagAction action, Verdict verdict) {
        return rule(set(with("p", Mode.ENFORCE, UndeterminedAction.DENY, action)), TAGGED, verdict);
    }

    private static Ruling rule(PolicySet policies, ImageReference image, Verdict... verdicts) {
        return policies.rule(
                PROD,
                image,
                NOW,
                (_, _) -> Arrays.stream(verdicts).map(Judgement::without).toList());
    }

    private static PolicySet set(ProvenancePolicy... policies) {
        return new PolicySet(Arrays.asList(policies), UnmatchedAction.WARN);
    }

    private static ProvenancePolicy policy(String name, Mode mode) {
        return with(name, mode, UndeterminedAction.DENY, TagAction.ALLOW);
    }

    private static ProvenancePolicy with(String name, Mode mode, UndeterminedAction onUndetermined, TagAction tags) {
        return delivery(name, NamespaceScope.EVERYWHERE, mode, onUndetermined, tags);
    }

    private static ProvenancePolicy delivery(
            String name, NamespaceScope scope, Mode mode, UndeterminedAction onUndetermined, TagAction tags) {
        return new ProvenancePolicy(
                name,
                List.of(ImagePattern.parse("cgr.dev/acme.com/**")),
                scope,
                new Verification.Delivery(ACME.signers(), BaseDigestRule.REQUIRED),
                Optional.of(ACME),
                List.of(),
                mode,
                onUndetermined,
                tags,
                List.of(),
                List.of());
    }

    private static ProvenancePolicy full(String pattern) {
        return new ProvenancePolicy(
                "p",
                List.of(ImagePattern.parse(pattern)),
                NamespaceScope.EVERYWHERE,
                new Verification.Full(
                        ACME.signers(),
                        new Reference(
                                new Repository("cgr.dev", "chainguard-private"),
                                Map.of("my-python", "python"),
                                AllowedSigners.of(AllowedSigner.publicGood(SIGNER)))),
                Optional.of(ACME),
                List.of(),
                Mode.ENFORCE,
                UndeterminedAction.DENY,
                TagAction.ALLOW,
                List.of(),
                List.of());
    }

    private static Optional<Namespace> labelled(Map<String, String> labels) {
        return Optional.of(new Namespace("prod", Optional.of(labels)));
    }
}
