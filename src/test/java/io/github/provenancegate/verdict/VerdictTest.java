package io.github.provenancegate.verdict;

import static io.github.provenancegate.verdict.Facts.PROVEN;
import static io.github.provenancegate.verdict.Facts.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Repository;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each verdict is, and in which words it is told.
class VerdictTest {
    private static final Proof PROOF = ((Signature.Proven) PROVEN).proof();
    private static final String IDENTITY = "https://issuer.example/right (issuer https://issuer.example)";
    private static final String RECORDED = IDENTITY + ", log index 42, 1970-01-01T00:00:00Z";

    record Case(Verdict verdict, String sentence) {}

    static Stream<Case> verdicts() {
        return Stream.of(
                new Case(
                        new Verdict.Verified(PROOF, List.of(PROOF)),
                        "delivered by " + RECORDED + ", built by " + RECORDED),
                new Case(new Verdict.DeliveryVerified(PROOF), "delivered by " + RECORDED),
                new Case(new Verdict.Partial(ReasonCode.LOG_ENTRY_MISSING, "p"), "p"),
                new Case(new Verdict.BaseNotFound(Facts.digest('b'), "b"), "b"),
                new Case(new Verdict.Unsigned(), "no signature was found on this digest"),
                new Case(new Verdict.NoBase(ReasonCode.BASE_LABEL_MISSING, "n"), "n"),
                new Case(new Verdict.Refuted(ReasonCode.SIGNATURE_INVALID, "r", Optional.empty()), "r"),
                new Case(new Verdict.Undetermined(ReasonCode.REGISTRY_UNREACHABLE, "u"), "u"));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void itIsProvenOrNotAndFoundOutOrNot(Case one) {
        assertThat(one.verdict().isProven()).isEqualTo(one.verdict().code() == ReasonCode.PROVEN);
        assertThat(one.verdict().isDetermined()).isEqualTo(one.verdict().code() != ReasonCode.REGISTRY_UNREACHABLE);
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void aBadOneSaysWhatToDo(Case one) {
        ReasonCode code = one.verdict().code();
        String told = one.sentence() + (code == ReasonCode.PROVEN ? "" : "; " + Remedy.of(code));
        assertThat(Explanation.sentence(one.verdict())).isEqualTo(one.sentence());
        assertThat(Explanation.message(one.verdict())).isEqualTo(told);
        assertThat(Explanation.line(one.verdict())).isEqualTo(one.verdict().status() + " " + code + ": " + told);
    }

    @Test
    void aProofSaysWhereItsSignatureWasFound() {
        Proof elsewhere = new Proof(
                PROOF.signer(),
                PROOF.trustRoot(),
                PROOF.logEntry(),
                PROOF.time(),
                PROOF.format(),
                PROOF.signatureDigest(),
                Optional.of(Repository.parse("cgr.dev/acme.com/python")));
        assertThat(Explanation.sentence(new Verdict.DeliveryVerified(elsewhere)))
                .isEqualTo("delivered by " + RECORDED + ", found in cgr.dev/acme.com/python");
    }

    @Test
    void noOtherPlaceIsNoPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SignaturePlaces.Elsewhere(List.of()));
    }

    @Test
    void anUnloggedSignatureSaysWhatIsMissing() {
        assertThat(Explanation.unlogged(RIGHT, ReasonCode.TRUSTED_TIME_MISSING))
                .isEqualTo("signed by " + IDENTITY + ", but nothing trusted says when");
        assertThat(Explanation.unlogged(RIGHT, ReasonCode.LOG_ENTRY_MISSING))
                .isEqualTo("signed by " + IDENTITY + ", but no trusted transparency log has the signature");
    }

    @Test
    void aMissingBaseSaysWhereItWasLookedFor() {
        assertThat(Explanation.baseAbsent(Facts.REFERENCE, Facts.digest('b')))
                .isEqualTo("the base digest sha256:" + "b".repeat(64) + " is not in cgr.dev/chainguard-private/python");
    }

    @Test
    void noFullChainIsVerifiedWithoutABuild() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Verdict.Verified(PROOF, List.of()));
    }

    @Test
    void nobodyIsNoListOfSigners() {
        assertThatIllegalArgumentException().isThrownBy(AllowedSigners::of);
        assertThat(AllowedSigners.of(AllowedSigner.publicGood(RIGHT)).signers())
                .containsExactly(new AllowedSigner(RIGHT, "public-good"));
    }

    @Test
    void theFindingsStayUnderAnotherVerdict() {
        Judgement judgement = new Judgement(
                new Verdict.DeliveryVerified(PROOF),
                Optional.of(Facts.IMAGE),
                Optional.of(PROOF),
                Optional.of(Facts.digest('b')),
                Optional.empty(),
                List.of(Facts.REFUTED));
        Verdict other = new Verdict.Refuted(ReasonCode.IMAGE_REVOKED, "revoked", Optional.empty());
        assertThat(judgement.with(other))
                .isEqualTo(new Judgement(
                        other,
                        judgement.image(),
                        judgement.delivery(),
                        judgement.base(),
                        judgement.build(),
                        judgement.others()));
    }
}
