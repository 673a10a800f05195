package io.github.provenancegate.policy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the policies make of one image.
public sealed interface Ruling {
    /// The action.
    Decision decision();

    /// What was judged; empty where a policy takes the namespace out on purpose.
    Optional<Judgement> judgement();

    /// Each matching policy judged by itself; the strictest decided.
    ///
    /// @param deciding the policy whose decision and verdict count
    /// @param each all of them, by name
    record Judged(ByPolicy deciding, List<ByPolicy> each) implements Ruling {
        public Judged {
            each = List.copyOf(each);
        }

        @Override
        public Decision decision() {
            return deciding.decision();
        }

        @Override
        public Optional<Judgement> judgement() {
            return Optional.of(deciding.judgement());
        }
    }

    /// A policy takes the namespace out by name.
    record Excluded(String policy) implements Ruling {
        @Override
        public Decision decision() {
            return new Decision.Admit();
        }

        @Override
        public Optional<Judgement> judgement() {
            return Optional.empty();
        }
    }

    /// No policy judged: none speaks of the image, or it is at fault before any could.
    record WithoutPolicy(Decision decision, Judgement fault) implements Ruling {
        @Override
        public Optional<Judgement> judgement() {
            return Optional.of(fault);
        }
    }

    /// One policy's view.
    ///
    /// @param mode the policy's, or the namespace's where that is stricter
    /// @param exemption the one without which the decision would be another
    record ByPolicy(String policy, Mode mode, Decision decision, Judgement judgement, Optional<Exemption> exemption) {}

    /// The ruling of several policies: all must be satisfied, the strictest action wins, ties by name.
    ///
    /// @param each one for each matching policy, by name, never empty
    static Ruling strictest(List<ByPolicy> each) {
        ByPolicy deciding = each.stream()
                // min keeps the first of equals: the first name
                .min(Comparator.comparingInt(one -> -one.decision().strictness()))
                .orElseThrow(() -> new IllegalArgumentException("a ruling needs at least one policy"));
        return new Judged(deciding, each);
    }

    /// An image of which no policy speaks.
    static Ruling unmatched(UnmatchedAction action) {
        Decision decision = switch (action) {
            case ALLOW -> new Decision.Admit();
            case WARN -> new Decision.AdmitWithWarning();
            case DENY -> new Decision.Deny();
        };
        return new WithoutPolicy(
                decision,
                Judgement.without(new Verdict.Refuted(
                        ReasonCode.NO_POLICY_MATCHES, "no policy speaks of this image", Optional.empty())));
    }

    /// The decision about something that is not proven, in a mode.
    static Decision notProven(Mode mode) {
        return switch (mode) {
            case ENFORCE -> new Decision.Deny();
            case WARN -> new Decision.AdmitWithWarning();
            case AUDIT -> new Decision.AdmitAudited();
        };
    }
}
