package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An image at one place whose signatures are at another, over HTTP.
class MirrorsTest {
    private static final RealEdges EDGES = new RealEdges();

    private final Repository upstream = EDGES.pinned(Scenario.VERIFIED).repository();
    private final Repository mirror = new Repository(EDGES.fake().host(), "mirror/python");
    private final Repository nothing = new Repository(EDGES.fake().host(), "nothing/here");
    private final ImageReference image =
            ImageReference.parse(mirror + "@" + ((ImageReference.Pinned) EDGES.pinned(Scenario.VERIFIED)).digest());

    @AfterAll
    static void stop() {
        EDGES.close();
    }

    @AfterEach
    void heal() {
        EDGES.fake().heal();
    }

    @Test
    void aCopyWithoutSignaturesIsProvenByThoseOfItsSource() {
        assertThat(examine(SignaturePlaces.BESIDE_THE_IMAGE)).isInstanceOf(Verdict.Unsigned.class);

        Verdict verdict = examine(new SignaturePlaces.Elsewhere(List.of(upstream)));

        assertThat(verdict).isInstanceOf(Verdict.DeliveryVerified.class);
        assertThat(Explanation.sentence(verdict)).endsWith(", found in " + upstream);
    }

    /// What [io.github.provenancegate.harness.CosignIT] shows to be cosign's own reading of
    /// `COSIGN_REPOSITORY`.
    @Test
    void oneRepositoryMayHoldTheSignaturesOfSeveralImages() {
        Repository all = new Repository(EDGES.fake().host(), "all/signatures");
        EDGES.sign(all, Scenario.VERIFIED, DeliveredImages.SYNCER);
        EDGES.sign(all, Scenario.NO_BASE, DeliveredImages.SYNCER);
        SignaturePlaces places = new SignaturePlaces.Elsewhere(List.of(all));

        assertThat(examine(places)).isInstanceOf(Verdict.DeliveryVerified.class);
        assertThat(EDGES.examine(EDGES.pinned(Scenario.NO_BASE), requirement(places)))
                .isInstanceOf(Verdict.DeliveryVerified.class);
        assertThat(EDGES.examine(EDGES.pinned(Scenario.NO_SIG), requirement(places)))
                .isInstanceOf(Verdict.Unsigned.class);
    }

    @Test
    void severalPlacesAreAskedInTheirOrderUntilOneHasAProof() {
        EDGES.fake().forgetRequests();
        assertThat(examine(new SignaturePlaces.Elsewhere(List.of(nothing, upstream)))
                        .isProven())
                .isTrue();
        assertThat(EDGES.fake().requests()).anyMatch(request -> request.target().startsWith("/v2/nothing/here/"));

        EDGES.fake().forgetRequests();
        assertThat(examine(new SignaturePlaces.Elsewhere(List.of(upstream, nothing)))
                        .isProven())
                .isTrue();
        assertThat(EDGES.fake().requests())
                .noneMatch(request -> request.target().startsWith("/v2/nothing/here/"));
    }

    @Test
    void aPlaceThatCannotBeAskedTakesNoProofFromTheNextAndIsNoAbsence() {
        EDGES.fake().spoil(new FakeRegistryDefect.Status(403), "/v2/nothing/here/");
        assertThat(examine(new SignaturePlaces.Elsewhere(List.of(nothing, upstream)))
                        .isProven())
                .isTrue();
        assertThat(examine(new SignaturePlaces.Elsewhere(List.of(nothing))).code())
                .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
    }

    @Test
    void aPlaceThatNeverAnswersGetsItsShareOfTheTimeAlone() {
        EDGES.fake().spoil(new FakeRegistryDefect.Silence(), "/v2/nothing/here/");
        Inquiry hasty = new Inquiry(Deadline.after(Duration.ofSeconds(4), System::nanoTime), Observer.SILENT);
        assertThat(EDGES.verifier(EDGES.oci(), EDGES.signatures())
                        .examine(
                                image,
                                List.of(requirement(new SignaturePlaces.Elsewhere(List.of(nothing, upstream)))),
                                hasty)
                        .getFirst()
                        .judgement()
                        .verdict()
                        .isProven())
                .isTrue();
    }

    @Test
    void aTagOfTheMirrorIsResolvedThere() {
        EDGES.fake().tag(upstream.path(), "3.13", ((ImageReference.Pinned) EDGES.pinned(Scenario.NO_SIG)).digest());
        ImageReference tagged = ImageReference.parse(mirror + ":3.13");
        assertThat(EDGES.examine(tagged, requirement(new SignaturePlaces.Elsewhere(List.of(upstream))))
                        .code())
                .isEqualTo(ReasonCode.IMAGE_NOT_FOUND);
    }

    @Test
    void eachPolicyLooksInItsOwnPlaces() {
        List<Verdict> verdicts = EDGES
                .verifier(EDGES.oci(), EDGES.signatures())
                .examine(
                        image,
                        List.of(
                                requirement(SignaturePlaces.BESIDE_THE_IMAGE),
                                requirement(new SignaturePlaces.Elsewhere(List.of(upstream)))),
                        RealEdges.inquiry())
                .stream()
                .map(examination -> examination.judgement().verdict())
                .toList();
        assertThat(verdicts).extracting(Verdict::code).containsExactly(ReasonCode.UNSIGNED, ReasonCode.PROVEN);
    }

    @Test
    void aProofForOnePolicyDoesNotEndTheSearchOfAnother() {
        Repository others = new Repository(EDGES.fake().host(), "signed/by-others");
        EDGES.sign(others, Scenario.VERIFIED, DeliveredImages.OTHER_ORGANIZATION);
        SignaturePlaces places = new SignaturePlaces.Elsewhere(List.of(others, upstream));
        AllowedSigners other = RealEdges.signer(DeliveredImages.OTHER_ORGANIZATION);

        List<ReasonCode> codes = EDGES
                .verifier(EDGES.oci(), EDGES.signatures())
                .examine(
                        image,
                        List.of(new Requirement.Delivery(other, BaseDigestRule.OPTIONAL, places), requirement(places)),
                        RealEdges.inquiry())
                .stream()
                .map(examination -> examination.judgement().verdict().code())
                .toList();

        assertThat(codes).containsExactly(ReasonCode.PROVEN, ReasonCode.PROVEN);
    }

    private Verdict examine(SignaturePlaces places) {
        return EDGES.examine(image, requirement(places));
    }

    private static Requirement requirement(SignaturePlaces places) {
        return new Requirement.Delivery(RealEdges.SYNCER, BaseDigestRule.OPTIONAL, places);
    }
}
