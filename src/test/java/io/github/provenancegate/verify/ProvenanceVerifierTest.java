package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The use case on its real edges.
class ProvenanceVerifierTest {
    private static final RealEdges EDGES = new RealEdges();

    @AfterAll
    static void stop() {
        EDGES.close();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void eachStatusIsReachedInFullAndInDeliveryMode(Scenario scenario) {
        assertThat(EDGES.examine(EDGES.pinned(scenario), EDGES.full(scenario)).status())
                .isEqualTo(Status.valueOf(scenario.fullStatus()));
        assertThat(EDGES.examine(EDGES.pinned(scenario), RealEdges.delivery(BaseDigestRule.REQUIRED))
                        .status())
                .isEqualTo(Status.valueOf(scenario.deliveryStatus()));
    }

    @Test
    void aTagIsPinnedOnceAndEverythingAfterSpeaksOfThatDigest() {
        EDGES.fake().forgetRequests();

        Examination examination = EDGES.verifier(EDGES.oci(), EDGES.signatures())
                .examine(EDGES.tagged(Scenario.VERIFIED), List.of(EDGES.full(Scenario.VERIFIED)), RealEdges.inquiry())
                .getFirst();

        assertThat(examination.judgement().verdict()).isInstanceOf(Verdict.Verified.class);
        assertThat(examination.digest()).contains(((ImageReference.Pinned) EDGES.pinned(Scenario.VERIFIED)).digest());
        assertThat(EDGES.fake().requests())
                .filteredOn(request -> request.target().endsWith("/manifests/latest"))
                .hasSize(1);
    }

    @Test
    void eachQuestionIsAskedOnceHoweverManyPoliciesThereAre() {
        int alone = requestsFor(List.of(EDGES.full(Scenario.VERIFIED)));

        int together = requestsFor(List.of(
                EDGES.full(Scenario.VERIFIED),
                RealEdges.delivery(BaseDigestRule.REQUIRED),
                RealEdges.delivery(BaseDigestRule.OPTIONAL),
                EDGES.full(Scenario.VERIFIED)));

        assertThat(together).isEqualTo(alone);
    }

    @Test
    void withoutABaseToReadTheManifestOfADigestIsNotFetched() {
        EDGES.fake().forgetRequests();

        assertThat(EDGES.examine(EDGES.pinned(Scenario.VERIFIED), RealEdges.delivery(BaseDigestRule.OPTIONAL))
                        .isProven())
                .isTrue();

        String digest = ((ImageReference.Pinned) EDGES.pinned(Scenario.VERIFIED))
                .digest()
                .toString();
        assertThat(EDGES.fake().requests())
                .extracting(FakeRegistryRequest::target)
                .noneMatch(target -> target.endsWith("/manifests/" + digest));
    }

    @Test
    void anImageThatTheRegistryDoesNotHaveIsNotFound() {
        ImageReference gone = ImageReference.parse(EDGES.fake().host() + "/acme.com/gone");
        ImageReference goneToo = ImageReference.parse(gone.repository() + "@sha256:" + "e".repeat(64));

        assertThat(EDGES.examine(gone, RealEdges.delivery(BaseDigestRule.REQUIRED))
                        .code())
                .isEqualTo(ReasonCode.IMAGE_NOT_FOUND);
        assertThat(EDGES.examine(goneToo, RealEdges.delivery(BaseDigestRule.REQUIRED))
                        .code())
                .isEqualTo(ReasonCode.IMAGE_NOT_FOUND);
        assertThat(EDGES.examine(goneToo, RealEdges.delivery(BaseDigestRule.OPTIONAL))
                        .code())
                .isEqualTo(ReasonCode.UNSIGNED);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aReferenceThatMayNotBeReadIsNeitherMissingNorUnsigned(int status) {
        EDGES.fake().spoil(new FakeRegistryDefect.Status(status), "/v2/chainguard-private/");
        try {
            assertThat(EDGES.examine(EDGES.pinned(Scenario.VERIFIED), EDGES.full(Scenario.VERIFIED)))
                    .isInstanceOfSatisfying(
                            Verdict.Undetermined.class,
                            verdict -> assertThat(verdict.code()).isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED));
            assertThat(EDGES.examine(EDGES.pinned(Scenario.NOT_FOUND), EDGES.full(Scenario.NOT_FOUND))
                            .code())
                    .isEqualTo(ReasonCode.REGISTRY_UNAUTHORIZED);
            assertThat(EDGES.examine(EDGES.pinned(Scenario.VERIFIED), RealEdges.delivery(BaseDigestRule.REQUIRED))
                            .isProven())
                    .isTrue();
        } finally {
            EDGES.fake().heal();
        }
    }

    @Test
    void anImageAboutWhichNothingIsRequiredIsNoQuestion() {
        assertThatThrownBy(() -> EDGES.verifier(EDGES.oci(), EDGES.signatures())
                        .examine(EDGES.pinned(Scenario.VERIFIED), List.of(), RealEdges.inquiry()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int requestsFor(List<Requirement> requirements) {
        EDGES.fake().forgetRequests();
        List<Examination> examinations = EDGES.verifier(EDGES.oci(), EDGES.signatures())
                .examine(EDGES.pinned(Scenario.VERIFIED), requirements, RealEdges.inquiry());
        assertThat(examinations)
                .hasSize(requirements.size())
                .allMatch(examination -> examination.judgement().verdict().isProven());
        return EDGES.fake().requests().size();
    }
}
