package io.github.provenancegate.report;

import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Verdict;
import java.util.Comparator;
import java.util.stream.Stream;

/// What the answers about one image come to, worst last.
public enum Outcome {
    /// All that is wanted; of an image where somebody wants to run it: it is admitted.
    PROVEN,
    /// It could not be found out.
    UNDETERMINED,
    /// Or, where somebody wants to run it, denied.
    NOT_PROVEN;

    /// The worst of all policies: an image that one policy refutes is not excused by another's silence.
    static Outcome of(ImageReport image) {
        return image.occurrence()
                .map(occurrence -> of(occurrence.decision(), image.judgement().verdict()))
                .orElseGet(() -> ofVerdicts(image));
    }

    /// Where somebody wants to run it, what admission says is what counts.
    private static Outcome of(Decision decision, Verdict verdict) {
        return switch (decision) {
            case Decision.Deny _ -> verdict.isDetermined() ? NOT_PROVEN : UNDETERMINED;
            case Decision.Admit _, Decision.AdmitExempted _, Decision.AdmitAudited _, Decision.AdmitWithWarning _ ->
                PROVEN;
        };
    }

    private static Outcome ofVerdicts(ImageReport image) {
        return Stream.concat(
                        Stream.of(image.judgement()), image.policies().stream().map(Ruling.ByPolicy::judgement))
                .map(judgement -> of(judgement.verdict()))
                .max(Comparator.naturalOrder())
                .orElse(NOT_PROVEN);
    }

    /// What one verdict comes to.
    public static Outcome of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Verified _, Verdict.DeliveryVerified _ -> PROVEN;
            case Verdict.Undetermined _ -> UNDETERMINED;
            case Verdict.Partial _, Verdict.BaseNotFound _, Verdict.Unsigned _, Verdict.NoBase _, Verdict.Refuted _ ->
                NOT_PROVEN;
        };
    }
}
