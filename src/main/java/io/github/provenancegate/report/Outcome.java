package io.github.provenancegate.report;

import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Verdict;
import java.util.Comparator;
import java.util.stream.Stream;

/// What the answers about one image come to, worst last.
public enum Outcome {
    PROVEN,
    /// It could not be found out.
    UNDETERMINED,
    NOT_PROVEN;

    /// The worst of all policies: an image that one policy refutes is not excused by another's silence.
    static Outcome of(ImageReport image) {
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
