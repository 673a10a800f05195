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

    /// `admit`, `audit`, `warn` or `deny`.
    String decision() {
        return answer.auditAnnotations().getOrDefault("decision", "deny");
    }
}
