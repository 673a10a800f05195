package io.github.provenancegate.report;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verdict.Status;
import java.util.EnumMap;
import java.util.Map;

/// How many images came to what; all that is remembered of them. Used by one thread.
public final class Tally {
    private final Map<Status, Integer> byStatus = new EnumMap<>(Status.class);
    private final Map<ReasonCode, Integer> byReason = new EnumMap<>(ReasonCode.class);
    private final Map<Outcome, Integer> byOutcome = new EnumMap<>(Outcome.class);

    /// Counts one image.
    public void add(ImageReport image) {
        if (image.outcome() != Outcome.PROVEN) {
            byReason.merge(image.judgement().verdict().code(), 1, Integer::sum);
        }
        byStatus.merge(image.judgement().verdict().status(), 1, Integer::sum);
        byOutcome.merge(image.outcome(), 1, Integer::sum);
    }

    /// Why images are not what is wanted, and how many for each reason.
    Map<ReasonCode, Integer> reasons() {
        return byReason;
    }

    public int count(Status status) {
        return byStatus.getOrDefault(status, 0);
    }

    public int count(Outcome outcome) {
        return byOutcome.getOrDefault(outcome, 0);
    }

    public int total() {
        return byOutcome.values().stream().mapToInt(Integer::intValue).sum();
    }
}
