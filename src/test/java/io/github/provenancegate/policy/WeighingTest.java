package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What single digests and a namespace's label change about a policy's decision.
class WeighingTest {
    private static final String ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    private static final Organization ACME = new Organization("acme.com", ID, List.of("c03040118377d88c"));
    private static final Signer SIGNER = ACME.signers().signers().getFirst().signer();
    private static final Digest DIGEST = new Digest("a".repeat(64));
    private static final PinnedImage LEGACY = new PinnedImage(Repository.parse("cgr.dev/acme.com/legacy"), DIGEST);
    private static final ImageReference PINNED = ImageReference.parse(LEGACY.toString());
    private static final ImageReference TAGGED = ImageReference.parse("cgr.dev/acme.com/legacy:1");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final Exemption EXEMPTION = new Exemption(LEGACY, "CHG-123", LATER);
    private static final Revocation REVOCATION = new Revocation(DIGEST, "CVE-2026-1");
    private static final Verdict UNSIGNED = new Verdict.Unsigned();
    private static final Verdict GOOD = new Verdict.DeliveryVerified(new Proof(
            SIGNER,
            AllowedSigner.PUBLIC_GOOD,
            new LogEntry(1, "c0d2", Optional.empty()),
            Instant.EPOCH,
            Proof.Format.LEGACY,
            new Digest("f".repeat(64)),
            Optional.empty()));

    private Mode mode = Mode.ENFORCE;
    private TagAction tags = TagAction.WARN;
    private List<Revocation> revoked = List.of();
    private List<Exemption> exemptions = List.of(EXEMPTION);
    private Optional<Map<String, String>> labels = Optional.empty();

    @ParameterizedTest
    @EnumSource
    void anExemptDigestRunsUnprovenUnderEveryModeAndSaysWhy(Mode any) {
        mode = any;
        for (Verdict bad : List.of(
                UNSIGNED,
                new Verdict.Refuted(ReasonCode.WRONG_SIGNER, "", Optional.empty()),
                new Verdict.Undetermined(ReasonCode.REGISTRY_UNREACHABLE, ""))) {
            Ruling.ByPolicy one = weigh(PINNED, bad);
            assertThat(one.decision()).as(bad.toString()).isEqualTo(new Decision.AdmitExempted());
            assertThat(one.exemption()).contains(EXEMPTION);
            assertThat(one.judgement().verdict()).isEqualTo(bad);
        }
    }

    @Test
    void anExemptionThatIsNotNeededIsNotUsed() {
        Ruling.ByPolicy one = weigh(PINNED, GOOD);
        assertThat(one.decision()).isEqualTo(new Decision.Admit());
        assertThat(one.exemption()).isEmpty();
    }

    @Test
    void anExpiredExemptionDoesNotCount() {
        exemptions = List.of(new Exemption(LEGACY, "CHG-1", NOW));
        assertThat(weigh(PINNED, UNSIGNED).decision()).isEqualTo(new Decision.Deny());
        exemptions = List.of(new Exemption(LEGACY, "CHG-1", NOW), EXEMPTION);
        assertThat(weigh(PINNED, UNSIGNED).exemption()).contains(EXEMPTION);
    }

    @ParameterizedTest
    @CsvSource({
        "cgr.dev/acme.com/legacy,         a, AdmitExempted",
        "cgr.dev/" + ID + "/legacy,       a, AdmitExempted",
        "cgr.dev/acme.com/legacy,         b, Deny",
        "cgr.dev/acme.com/other,          a, Deny",
        "cgr.dev/acme.com/team/legacy,    a, Deny",
        "cgr.dev/acme.com.evil/legacy,    a, Deny",
        "registry.example/acme.com/legacy,a, Deny",
    })
    void anExemptionIsForOneRepositoryAndOneDigestByBothNamesOfTheOrganisation(
            String repository, String digit, String decision) {
        ImageReference image = ImageReference.parse(repository + "@sha256:" + digit.repeat(64));
        assertThat(weigh(image, UNSIGNED).decision().getClass().getSimpleName()).isEqualTo(decision);
    }

    @Test
    void aTagIsExemptAsFarAsTagsAreAllowedAndOnlyOnceItsDigestIsKnown() {
        assertThat(weigh(TAGGED, pinned(UNSIGNED)).decision()).isEqualTo(new Decision.AdmitWithWarning());
        assertThat(weigh(TAGGED, pinned(UNSIGNED)).exemption()).contains(EXEMPTION);
        assertThat(weigh(TAGGED, UNSIGNED).decision()).isEqualTo(new Decision.Deny());
        tags = TagAction.ALLOW;
        assertThat(weigh(TAGGED, pinned(UNSIGNED)).decision()).isEqualTo(new Decision.AdmitExempted());
        tags = TagAction.DENY;
        Ruling.ByPolicy denied = weigh(TAGGED, pinned(UNSIGNED));
        assertThat(denied.decision()).isEqualTo(new Decision.Deny());
        assertThat(denied.judgement().verdict().code()).isEqualTo(ReasonCode.TAG_NOT_PINNED);
        assertThat(denied.exemption()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ENFORCE, Deny", "WARN, AdmitWithWarning", "AUDIT, AdmitAudited"})
    void aRevokedDigestIsRefusedWhateverHoldsAndTheModeDecides(Mode any, String decision) {
        mode = any;
        revoked = List.of(REVOCATION);
        for (Judgement held : List.of(
                Judgement.without(GOOD),
                Judgement.without(UNSIGNED),
                Judgement.without(new Verdict.Undetermined(ReasonCode.REGISTRY_UNREACHABLE, "")))) {
            Ruling.ByPolicy one = weigh(PINNED, held);
            assertThat(one.decision().getClass().getSimpleName()).isEqualTo(decision);
            assertThat(one.judgement().verdict().code()).isEqualTo(ReasonCode.IMAGE_REVOKED);
            assertThat(one.exemption()).isEmpty();
        }
        assertThat(weigh(TAGGED, pinned(GOOD)).judgement().verdict().code()).isEqualTo(ReasonCode.IMAGE_REVOKED);
        assertThat(weigh(ImageReference.parse("cgr.dev/acme.com/copy@" + DIGEST), GOOD)
                        .judgement()
                        .verdict()
                        .code())
                .isEqualTo(ReasonCode.IMAGE_REVOKED);
    }

    @Test
    void anExemptionCoversItsOwnPolicyOnly() {
        PolicySet both = new PolicySet(List.of(policy("a"), without("b")), UnmatchedAction.DENY);
        Ruling ruling = both.rule(
                Optional.empty(),
                PINNED,
                NOW,
                (_, asked) ->
                        asked.stream().map(_ -> Judgement.without(UNSIGNED)).toList());
        assertThat(ruling).isInstanceOfSatisfying(Ruling.Judged.class, judged -> {
            assertThat(judged.deciding().policy()).isEqualTo("b");
            assertThat(judged.decision()).isEqualTo(new Decision.Deny());
            assertThat(judged.each())
                    .extracting(Ruling.ByPolicy::decision)
                    .containsExactly(new Decision.AdmitExempted(), new Decision.Deny());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "AUDIT,   enforce,  ENFORCE",
        "AUDIT,   warn,     WARN",
        "AUDIT,   audit,    AUDIT",
        "AUDIT,   '',       ENFORCE",
        "AUDIT,   Enforce,  ENFORCE",
        "AUDIT,   off,      ENFORCE",
        "WARN,    enforce,  ENFORCE",
        "WARN,    warn,     WARN",
        "WARN,    audit,    WARN",
        "ENFORCE, warn,     ENFORCE",
        "ENFORCE, audit,    ENFORCE",
        "AUDIT,   ,         AUDIT",
    })
    void aNamespaceMakesAPolicyStricterAndNeverLaxer(Mode written, String label, Mode effective) {
        mode = written;
        labels = Optional.of(label == null ? Map.of() : Map.of(Namespace.MODE_LABEL, label));
        exemptions = List.of();
        Ruling.ByPolicy one = weigh(PINNED, UNSIGNED);
        assertThat(one.mode()).isEqualTo(effective);
        assertThat(one.decision()).isEqualTo(Ruling.notProven(effective));
        assertThat(set().ruleFault(namespace(), UNSIGNED).decision()).isEqualTo(Ruling.notProven(effective));
    }

    @Test
    void anythingButAModeInTheLabelCanBeTold() {
        assertThat(labelled("enforce").hasReadableMode()).isTrue();
        assertThat(labelled("audit").hasReadableMode()).isTrue();
        assertThat(labelled("strict").hasReadableMode()).isFalse();
        assertThat(Namespace.named("shop").hasReadableMode()).isTrue();
    }

    private static Namespace labelled(String mode) {
        return new Namespace("shop", Optional.of(Map.of(Namespace.MODE_LABEL, mode)));
    }

    private Ruling.ByPolicy weigh(ImageReference image, Verdict verdict) {
        return weigh(image, Judgement.without(verdict));
    }

    private Ruling.ByPolicy weigh(ImageReference image, Judgement judgement) {
        Ruling ruling = set().rule(namespace(), image, NOW, (_, _) -> List.of(judgement));
        return ((Ruling.Judged) ruling).deciding();
    }

    private static Judgement pinned(Verdict verdict) {
        return new Judgement(
                verdict, Optional.of(LEGACY), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private Optional<Namespace> namespace() {
        return Optional.of(new Namespace("shop", labels));
    }

    private PolicySet set() {
        return new PolicySet(List.of(policy("acme")), UnmatchedAction.DENY);
    }

    private ProvenancePolicy without(String name) {
        exemptions = List.of();
        return policy(name);
    }

    private ProvenancePolicy policy(String name) {
        return new ProvenancePolicy(
                name,
                List.of(ImagePattern.parse("cgr.dev/**"), ImagePattern.parse("registry.example/**")),
                NamespaceScope.EVERYWHERE,
                new Verification.Delivery(ACME.signers(), BaseDigestRule.REQUIRED),
                Optional.of(ACME),
                List.of(),
                mode,
                UndeterminedAction.ALLOW,
                tags,
                revoked,
                exemptions);
    }
}
