package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Examination;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.RealEdges;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rows of "Cache" in the list of hostile input, and how long each class of answer lives.
class RememberedEvidenceTest {
    private static final Requirement DELIVERY = RealEdges.delivery(BaseDigestRule.OPTIONAL);

    private Cached cached;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cached = new Cached(folder);
    }

    @AfterEach
    void stop() {
        cached.close();
    }

    private ImageReference pinned(Scenario scenario) {
        return cached.edges().pinned(scenario);
    }

    private Verdict full(Scenario scenario) {
        return cached.examine(pinned(scenario), cached.edges().full(scenario));
    }

    @Test
    void aKnownDigestIsJudgedWithoutARequest() {
        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        assertThat(cached.requests()).isNotEmpty();

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        assertThat(cached.requests()).isEmpty();
    }

    @Test
    void aTagIsResolvedAnewInEachReview() {
        ImageReference tag = cached.edges().tagged(Scenario.VERIFIED);
        assertThat(cached.examine(tag, DELIVERY).isProven()).isTrue();
        cached.requests();

        assertThat(cached.examine(tag, DELIVERY).isProven()).isTrue();
        assertThat(cached.requests()).singleElement().asString().startsWith("HEAD ");

        cached.fake()
                .tag(tag.repository().path(), "latest", ((ImageReference.Pinned) pinned(Scenario.NO_SIG)).digest());
        assertThat(cached.examine(tag, DELIVERY).isProven()).isFalse();
    }

    @Test
    void whatWasProvenOutlivesAnHourWithoutARegistry() {
        full(Scenario.VERIFIED);
        cached.pass(Duration.ofHours(1));
        cached.fake().spoil(new FakeRegistryDefect.Status(503));

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        assertThat(cached.examine(pinned(Scenario.NO_BASE), DELIVERY).code())
                .isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
    }

    @Test
    void whatWasProvenIsProvenAnewAfterADay() {
        full(Scenario.VERIFIED);
        List<String> cold = cached.requests();
        cached.pass(Life.FIXED.plusSeconds(1));

        assertThat(full(Scenario.VERIFIED)).isInstanceOf(Verdict.Verified.class);
        assertThat(cached.requests()).isEqualTo(cold);
    }

    @Test
    void whoeverSignsAnUnsignedImageWaitsAMinuteAtMost() {
        assertThat(cached.examine(pinned(Scenario.NO_SIG), DELIVERY).code()).isEqualTo(ReasonCode.UNSIGNED);
        cached.requests();
        cached.edges().sign(pinned(Scenario.NO_SIG).repository(), Scenario.NO_SIG, DeliveredImages.SYNCER);

        cached.pass(Duration.ofSeconds(45));
        assertThat(cached.examine(pinned(Scenario.NO_SIG), DELIVERY).code()).isEqualTo(ReasonCode.UNSIGNED);
        assertThat(cached.requests()).isEmpty();

        cached.pass(Duration.ofSeconds(15));
        assertThat(cached.examine(pinned(Scenario.NO_SIG), DELIVERY).isProven()).isTrue();
    }

    @Test
    void aMissingBaseIsLookedForAgainAfterAMinute() {
        assertThat(full(Scenario.NOT_FOUND).code()).isEqualTo(ReasonCode.BASE_NOT_IN_REFERENCE);
        cached.requests();
        cached.pass(Duration.ofSeconds(59));
        full(Scenario.NOT_FOUND);
        assertThat(cached.requests()).noneMatch(request -> request.contains("/manifests/sha256:"));

        cached.pass(Duration.ofSeconds(1));
        full(Scenario.NOT_FOUND);
        assertThat(cached.requests()).anyMatch(request -> request.contains("/manifests/sha256:"));
    }

    @Test
    void aFailureIsRememberedForSecondsOnly() {
        cached.fake().spoil(new FakeRegistryDefect.Status(403));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).code())
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
        cached.requests();
        cached.fake().heal();

        cached.pass(Duration.ofSeconds(1));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).code())
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
        assertThat(cached.requests()).isEmpty();

        cached.pass(Duration.ofSeconds(4));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
    }

    @Test
    void nothingOutlivesAChangeOfTheTrustRoots() throws Exception {
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();

        cached.renew(VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 8)
                .trustedRootJson());
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isFalse();

        cached.renew(cached.edges().sigstore().trustedRootJson());
        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
    }

    @Test
    void whatOneTenantMayReadIsNoAnswerForAnother() {
        Inquiry ours = RealEdges.inquiry();
        cached.examine(pinned(Scenario.VERIFIED), cached.edges().full(Scenario.VERIFIED), ours);
        List<String> cold = cached.requests();
        cached.fake().spoil(new FakeRegistryDefect.Status(403));

        Inquiry tenant = new Inquiry(ours.deadline(), ours.observer(), new Asker("tenant/b", Credentials.ANONYMOUS));
        assertThat(cached.examine(pinned(Scenario.VERIFIED), cached.edges().full(Scenario.VERIFIED), tenant)
                        .code())
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
        assertThat(cold).isNotEmpty();
    }

    @Test
    void anUnsignedCopyElsewherePoisonsNothing() {
        Digest digest = ((ImageReference.Pinned) pinned(Scenario.VERIFIED)).digest();
        ImageReference copy = ImageReference.parse(cached.fake().host() + "/acme.com/copy@" + digest);
        assertThat(cached.examine(copy, DELIVERY).code()).isEqualTo(ReasonCode.UNSIGNED);

        assertThat(cached.examine(pinned(Scenario.VERIFIED), DELIVERY).isProven())
                .isTrue();
        assertThat(cached.examine(copy, DELIVERY).code()).isEqualTo(ReasonCode.UNSIGNED);
    }

    @Test
    void aHitIsJudgedLikeAMiss() {
        cached.examine(pinned(Scenario.VERIFIED), DELIVERY);
        cached.requests();

        Requirement ofOthers = new Requirement.Delivery(
                RealEdges.signer(DeliveredImages.OTHER_ORGANIZATION),
                BaseDigestRule.OPTIONAL,
                SignaturePlaces.BESIDE_THE_IMAGE);
        assertThat(cached.examine(pinned(Scenario.VERIFIED), ofOthers).code()).isEqualTo(ReasonCode.WRONG_SIGNER);
        assertThat(cached.requests()).isEmpty();
    }

    /// Else the policy of the one that is missing would deny for a day after it signed.
    @Test
    void aProofForOnePolicyMakesTheAbsenceForAnotherNoOlderThanAMinute() {
        Requirement ofOthers = new Requirement.Delivery(
                RealEdges.signer(DeliveredImages.OTHER_ORGANIZATION),
                BaseDigestRule.OPTIONAL,
                SignaturePlaces.BESIDE_THE_IMAGE);
        codes(DELIVERY, ofOthers);
        cached.requests();

        cached.pass(Duration.ofSeconds(61));
        assertThat(codes(DELIVERY, ofOthers)).containsExactly(ReasonCode.PROVEN, ReasonCode.WRONG_SIGNER);
        assertThat(cached.requests()).isNotEmpty();
    }

    @Test
    void anAnswerWithAGapDoesNotUndoWhatWasProvenBefore() {
        Requirement ofOthers = new Requirement.Delivery(
                RealEdges.signer(DeliveredImages.OTHER_ORGANIZATION),
                BaseDigestRule.OPTIONAL,
                SignaturePlaces.BESIDE_THE_IMAGE);
        codes(DELIVERY, ofOthers);
        cached.pass(Duration.ofHours(1));
        cached.fake().spoil(new FakeRegistryDefect.Status(403));

        assertThat(codes(DELIVERY, ofOthers)).containsExactly(ReasonCode.PROVEN, ReasonCode.WRONG_SIGNER);
        cached.requests();
    }

    private List<ReasonCode> codes(Requirement... requirements) {
        return cached.verifier().examine(pinned(Scenario.VERIFIED), List.of(requirements), RealEdges.inquiry()).stream()
                .map(Examination::judgement)
                .map(judgement -> judgement.verdict().code())
                .toList();
    }

    /// Anybody can sign anything: else strangers could fill the memory.
    @Test
    void whatAStrangerHasProvenIsLookedAtAgainAfterAMinute() {
        Repository repository = pinned(Scenario.NO_SIG).repository();
        cached.edges().sign(repository, Scenario.NO_SIG, DeliveredImages.OTHER_ORGANIZATION);
        assertThat(cached.examine(pinned(Scenario.NO_SIG), DELIVERY).code()).isEqualTo(ReasonCode.WRONG_SIGNER);
        cached.edges().sign(repository, Scenario.NO_SIG, DeliveredImages.SYNCER);

        cached.pass(Duration.ofSeconds(61));
        assertThat(cached.examine(pinned(Scenario.NO_SIG), DELIVERY).isProven()).isTrue();
    }
}
