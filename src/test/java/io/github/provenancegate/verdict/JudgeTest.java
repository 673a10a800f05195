package io.github.provenancegate.verdict;

import static io.github.provenancegate.verdict.Facts.ALLOWED;
import static io.github.provenancegate.verdict.Facts.BY_ANOTHER;
import static io.github.provenancegate.verdict.Facts.IMAGE;
import static io.github.provenancegate.verdict.Facts.PROVEN;
import static io.github.provenancegate.verdict.Facts.REFERENCE;
import static io.github.provenancegate.verdict.Facts.REFUTED;
import static io.github.provenancegate.verdict.Facts.RIGHT;
import static io.github.provenancegate.verdict.Facts.UNAUTHORIZED;
import static io.github.provenancegate.verdict.Facts.UNLOGGED;
import static io.github.provenancegate.verdict.Facts.UNREACHABLE;
import static io.github.provenancegate.verdict.Facts.UNTIMED;
import static io.github.provenancegate.verdict.Facts.WRONG;
import static io.github.provenancegate.verdict.Facts.digest;
import static io.github.provenancegate.verdict.Facts.proven;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.BaseImage;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final Requirement DELIVERY =
            new Requirement.Delivery(ALLOWED, BaseDigestRule.REQUIRED, SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Requirement PUBLIC =
            new Requirement.Delivery(ALLOWED, BaseDigestRule.OPTIONAL, SignaturePlaces.BESIDE_THE_IMAGE);
    private static final Requirement FULL = new Requirement.Full(
            ALLOWED, REFERENCE, ALLOWED, SignaturePlaces.BESIDE_THE_IMAGE, SignaturePlaces.BESIDE_THE_IMAGE);

    @Test
    void anImageThatCouldNotBeResolvedIsAnErrorOfItsCode() {
        for (ReasonCode code : ReasonCode.values()) {
            switch (code.family()) {
                case REFUTED, UNDETERMINED -> {
                    Verdict verdict = Judge.judge(new Evidence.Unresolved(code, "detail"), PUBLIC)
                            .verdict();
                    assertThat(verdict.status()).isEqualTo(Status.ERROR);
                    assertThat(verdict.code()).isEqualTo(code);
                    assertThat(verdict.isDetermined()).isEqualTo(code.family() == ReasonCode.Family.REFUTED);
                }
                case PROVEN, INCOMPLETE, BASE_ABSENT, UNSIGNED, NO_BASE ->
                    assertThatThrownBy(() -> new Evidence.Unresolved(code, ""))
                            .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void anExtraBadSignatureDoesNotDenyAGoodImage() {
        for (Signature bad : List.of(UNLOGGED, UNTIMED, BY_ANOTHER, REFUTED, UNREACHABLE, UNAUTHORIZED)) {
            assertThat(judge(PUBLIC, bad, PROVEN).isProven())
                    .as("%s first", bad)
                    .isTrue();
            assertThat(judge(PUBLIC, PROVEN, bad).isProven()).as("%s last", bad).isTrue();
        }
    }

    @Test
    void theBetterCandidateCountsWhateverTheOrder() {
        List<Signature> bestFirst = List.of(PROVEN, UNLOGGED, UNTIMED, BY_ANOTHER, REFUTED, UNAUTHORIZED, UNREACHABLE);
        for (int better = 0; better < bestFirst.size(); better++) {
            ReasonCode alone = judge(PUBLIC, bestFirst.get(better)).code();
            for (int worse = better; worse < bestFirst.size(); worse++) {
                assertThat(judge(PUBLIC, bestFirst.get(worse), bestFirst.get(better))
                                .code())
                        .isEqualTo(alone);
                assertThat(judge(PUBLIC, bestFirst.get(better), bestFirst.get(worse))
                                .code())
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void theRightNameFromAForeignTrustRootIsTheWrongSigner() {
        Verdict verdict = judge(PUBLIC, proven(RIGHT, "private"));

        assertThat(verdict.code()).isEqualTo(ReasonCode.WRONG_SIGNER);
        assertThat(Explanation.sentence(verdict)).contains("trust root private", "trust root public-good");
    }

    @Test
    void theWrongSignerIsNamedBesideTheExpectedOne() {
        Verdict verdict = judge(PUBLIC, BY_ANOTHER);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refuted.class,
                        refuted -> assertThat(refuted.found()).contains(WRONG));
        assertThat(Explanation.line(verdict)).contains(WRONG.subject(), RIGHT.subject(), "ERROR WRONG_SIGNER");
    }

    @Test
    void whatLiesBehindTheCapIsRefutedAndNeverUndetermined() {
        Signature beyond =
                new Signature.Refuted(Optional.empty(), ReasonCode.TOO_MANY_SIGNATURES, "more than are verified");

        assertThat(judge(PUBLIC, REFUTED, beyond, UNREACHABLE).code()).isEqualTo(ReasonCode.TOO_MANY_SIGNATURES);
        assertThat(judge(PUBLIC, beyond, PROVEN).isProven()).isTrue();
        assertThat(judge(PUBLIC, beyond, BY_ANOTHER).code()).isEqualTo(ReasonCode.WRONG_SIGNER);
    }

    @Test
    void theRefutedCandidateThatNamesTheExpectedSignerIsTheMostTelling() {
        Signature other = new Signature.Refuted(Optional.of(WRONG), ReasonCode.SCT_INVALID, "");
        Signature nameless = new Signature.Refuted(Optional.empty(), ReasonCode.PAYLOAD_INVALID, "");

        assertThat(judge(PUBLIC, nameless, other, REFUTED).code()).isEqualTo(ReasonCode.SIGNATURE_INVALID);
        assertThat(judge(PUBLIC, nameless, other).code()).isEqualTo(ReasonCode.SCT_INVALID);
    }

    @Test
    void ofSeveralBasesTheWorstDecides() {
        // worst first
        List<BaseImage> ladder = List.of(
                base('1', REFUTED),
                new BaseImage.Absent(REFERENCE, digest('2')),
                base('3'),
                base('4', UNAUTHORIZED),
                base('5', UNREACHABLE),
                base('6', PROVEN));
        for (int worse = 0; worse < ladder.size(); worse++) {
            for (int better = worse; better < ladder.size(); better++) {
                Judgement judgement = judgeFull(ladder.get(better), ladder.get(worse));
                assertThat(judgement.verdict().code())
                        .isEqualTo(judgeFull(ladder.get(worse)).verdict().code());
                assertThat(judgement.base()).contains(ladder.get(worse).digest());
            }
        }
    }

    @Test
    void severalProvenBasesAreAllInTheVerdict() {
        Judgement judgement = judgeFull(base('1', PROVEN), base('2', REFUTED, PROVEN));

        assertThat(judgement.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Verified.class,
                        verified -> assertThat(verified.builds()).hasSize(2));
        assertThat(judgement.base()).contains(digest('1'));
        assertThat(judgement.build()).isPresent();
    }

    @Test
    void aBaseFoundInAnotherRepositoryThanTheReferenceProvesNothing() {
        BaseImage elsewhere = new BaseImage.Present(IMAGE.repository(), digest('1'), List.of(PROVEN));

        assertThat(judgeFull(elsewhere).verdict().code()).isEqualTo(ReasonCode.INTERNAL);
    }

    @Test
    void aBaseThatTheClaimNamesAndNobodyLookedForIsNotSkipped() {
        Evidence evidence = new Evidence.Gathered(
                IMAGE,
                new BaseClaim.Named(List.of(digest('1'), digest('2'))),
                List.of(PROVEN),
                List.of(base('1', PROVEN)));

        assertThat(Judge.judge(evidence, FULL).verdict().code()).isEqualTo(ReasonCode.INTERNAL);
    }

    @Test
    void theSignatureIsReportedAlsoWhereTheBaseDecidedFirst() {
        Evidence evidence =
                new Evidence.Gathered(IMAGE, new BaseClaim.Missing("none"), List.of(REFUTED, PROVEN), List.of());

        Judgement judgement = Judge.judge(evidence, DELIVERY);

        assertThat(judgement.verdict().status()).isEqualTo(Status.NO_BASE);
        assertThat(judgement.delivery()).isPresent();
        assertThat(judgement.others()).containsExactly(REFUTED);
        assertThat(judgement.image()).contains(IMAGE);
    }

    @Test
    void aVerifiedVerdictWithoutABuildProofCannotExist() {
        var proof = ((Signature.Proven) PROVEN).proof();

        assertThatThrownBy(() -> new Verdict.Verified(proof, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AllowedSigners(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void everyReasonSaysWhatToDo(ReasonCode code) {
        assertThat(Remedy.of(code)).isNotBlank().doesNotEndWith(".");
    }

    private static Verdict judge(Requirement requirement, Signature... candidates) {
        return Judge.judge(
                        new Evidence.Gathered(IMAGE, new BaseClaim.NotAsked(), Arrays.asList(candidates), List.of()),
                        requirement)
                .verdict();
    }

    private static Judgement judgeFull(BaseImage... bases) {
        List<BaseImage> all = Arrays.asList(bases);
        return Judge.judge(
                new Evidence.Gathered(
                        IMAGE,
                        new BaseClaim.Named(
                                all.stream().map(BaseImage::digest).distinct().toList()),
                        List.of(PROVEN),
                        all),
                FULL);
    }

    private static BaseImage base(char digest, Signature... build) {
        return new BaseImage.Present(REFERENCE, digest(digest), Arrays.asList(build));
    }
}
