package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_UNTRUSTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Of what several roots say the most telling counts, and nothing that goes wrong says more than "refuted".
class MeasureTest {
    private static final TrustRoot ONE = Signed.root();
    private static final TrustRoot OTHER = Signed.root();
    private static final Signature PROVEN = new Signature.Proven(new Proof(
            Signed.SIGNER,
            "virtual",
            new LogEntry(1, "c0", Optional.empty()),
            Instant.EPOCH,
            Proof.Format.BUNDLE,
            Signed.ARTEFACT,
            Optional.empty()));
    private static final Signature UNLOGGED = new Signature.Unlogged(Signed.SIGNER, "virtual", LOG_ENTRY_MISSING);

    /// The most telling first.
    private static final List<Signature> LADDER = List.of(
            PROVEN,
            UNLOGGED,
            refuted(OUTSIDE_VALIDITY),
            refuted(CERTIFICATE_UNTRUSTED),
            refuted(LOG_UNKNOWN),
            new Signature.Unknown(ReasonCode.INTERNAL, "not asked"));

    @Test
    void theMoreTellingCountsWhicheverRootSaysIt() {
        for (int better = 0; better < LADDER.size(); better++) {
            for (int worse = better + 1; worse < LADDER.size(); worse++) {
                assertThat(against(LADDER.get(better), LADDER.get(worse))).isEqualTo(LADDER.get(better));
                assertThat(against(LADDER.get(worse), LADDER.get(better))).isEqualTo(LADDER.get(better));
            }
        }
        assertThat(against(refuted(ReasonCode.TIMESTAMP_INVALID), refuted(OUTSIDE_VALIDITY)))
                .isEqualTo(refuted(OUTSIDE_VALIDITY));
    }

    @Test
    void everyRootThatVouchesIsHeardAndOneRefusalOtherwise() {
        assertThat(byEach(UNLOGGED, PROVEN)).containsExactly(PROVEN, UNLOGGED);
        assertThat(byEach(refuted(LOG_UNKNOWN), PROVEN)).containsExactly(PROVEN);
        assertThat(byEach(refuted(LOG_UNKNOWN), refuted(OUTSIDE_VALIDITY))).containsExactly(refuted(OUTSIDE_VALIDITY));
    }

    @Test
    void withoutARootNobodyCanSayAnything() {
        assertThatIllegalArgumentException().isThrownBy(() -> Measure.byEach(List.of(), Optional::empty, _ -> PROVEN));
    }

    @Test
    void aRefutationSaysWhomTheCertificateNames() {
        assertThat(Measure.guarded(() -> Optional.of(Signed.SIGNER), () -> {
                    throw new Refutation(OUTSIDE_VALIDITY, "too late");
                }))
                .isEqualTo(new Signature.Refuted(Optional.of(Signed.SIGNER), OUTSIDE_VALIDITY, "too late"));
    }

    @Test
    void aNameThatCannotBeReadDoesNotHideTheRefutation() {
        assertThat(Measure.guarded(
                        () -> {
                            throw new IllegalStateException("no name");
                        },
                        () -> {
                            throw new Refutation(OUTSIDE_VALIDITY, "too late");
                        }))
                .isEqualTo(new Signature.Refuted(Optional.empty(), OUTSIDE_VALIDITY, "too late"));
    }

    @Test
    void whateverElseIsThrownRefutes() {
        assertThat(Measure.guarded(Optional::empty, () -> {
                    throw new IllegalStateException("a parser's");
                }))
                .isEqualTo(new Signature.Refuted(
                        Optional.empty(),
                        SIGNATURE_INVALID,
                        "the signature could not be examined (IllegalStateException)"));
        assertThat(Measure.guarded(Optional::empty, () -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(Signature.Refuted.class);
    }

    private static Signature against(Signature one, Signature other) {
        Map<TrustRoot, Signature> said = said(one, other);
        return Measure.against(List.of(ONE, OTHER), Optional::empty, root -> said.getOrDefault(root, PROVEN));
    }

    private static List<Signature> byEach(Signature one, Signature other) {
        Map<TrustRoot, Signature> said = said(one, other);
        return Measure.byEach(List.of(ONE, OTHER), Optional::empty, root -> said.getOrDefault(root, PROVEN));
    }

    private static Map<TrustRoot, Signature> said(Signature one, Signature other) {
        return Map.of(ONE, one, OTHER, other);
    }

    private static Signature refuted(ReasonCode code) {
        return new Signature.Refuted(Optional.empty(), code, "refuted");
    }
}
