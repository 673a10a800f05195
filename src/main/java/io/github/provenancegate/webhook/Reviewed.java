package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.ImageRuling;
import java.util.List;

/// A review's answer and what it rests on.
///
/// @param rulings in Pod order; empty when no image was judged
record Reviewed(AdmissionAnswer answer, List<ImageRuling> rulings) {
    Reviewed {
        rulings = List.copyOf(rulings);
    }

    /// Whether every image's verdict is an answer: false when something could not be found out, which somebody
    /// should see.
    boolean isDetermined() {
        return rulings.stream()
                .flatMap(one -> one.ruling().judgement().stream())
                .allMatch(judgement -> judgement.verdict().isDetermined());
    }

    /// `admit`, `exempt`, `audit`, `warn` or `deny`.
    String decision() {
        return answer.auditAnnotations().getOrDefault("decision", "deny");
    }
}
