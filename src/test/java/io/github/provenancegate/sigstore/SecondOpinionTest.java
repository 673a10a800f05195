package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.Defect;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sigstore's own verifier for Java is asked about every bundle that ours is asked about. They agree but for
/// what [Disagreement] lists.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondOpinionTest {
    private List<TwiceJudged> judged = List.of();

    @BeforeAll
    void judgeEachTwice() throws IOException {
        judged = Stream.of(Bundles.ofTheConformanceSuite(), Bundles.ofARealSigstore(), Bundles.ofAVirtualSigstore())
                .flatMap(List::stream)
                .toList()
                .parallelStream()
                .map(TwiceJudged.Matter::judge)
                .toList();
    }

    @Test
    void oursAcceptsNothingAloneButWhatTheirsCannotRead() {
        assertThat(judged)
                .filteredOn(one -> one.acceptedByUs() && !one.acceptedByThem())
                .isNotEmpty()
                .allSatisfy(SecondOpinionTest::assertListed);
    }

    @Test
    void theirsAcceptsNothingAloneButWhatItDoesNotLookAt() {
        assertThat(judged)
                .filteredOn(one -> one.acceptedByThem() && !one.acceptedByUs())
                .isNotEmpty()
                .allSatisfy(SecondOpinionTest::assertListed);
    }

    @ParameterizedTest
    @EnumSource
    void eachListedDisagreementStillOccurs(Disagreement disagreement) {
        List<TwiceJudged> witnesses =
                judged.stream().filter(disagreement::occursIn).toList();
        assertThat(witnesses).isNotEmpty();
        Set<Defect> seen = witnesses.stream()
                .map(TwiceJudged::defect)
                .flatMap(Optional::stream)
                .filter(disagreement.defects()::contains)
                .collect(Collectors.toSet());
        assertThat(seen).isEqualTo(disagreement.defects());
    }

    /// An agreement of two that refuse everything, or accept everything, would say nothing.
    @Test
    void theyAgreeOnGoodOnesAndOnBadOnes() {
        assertThat(judged)
                .filteredOn(one -> one.acceptedByUs() && one.acceptedByThem())
                .hasSizeGreaterThan(20);
        assertThat(judged)
                .filteredOn(one -> !one.acceptedByUs() && !one.acceptedByThem())
                .hasSizeGreaterThan(300);
    }

    private static void assertListed(TwiceJudged one) {
        assertThat(Arrays.stream(Disagreement.values()).filter(known -> known.occursIn(one)))
                .as(
                        "%s: ours says %s, theirs says %s",
                        one.name(), one.ours(), one.theirs().orElse("yes"))
                .hasSize(1);
    }
}
