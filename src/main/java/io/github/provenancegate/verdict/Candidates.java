package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The candidates of one image, measured against the signers that count: which of them is best?
///
/// **proven by an allowed signer > unlogged by an allowed signer > proven or unlogged by another > refuted >
/// unknown > absent**. Within a rank the most telling one: of the refuted what lies behind the cap, then those
/// whose certificate names an allowed signer, then those with any signer; of the unknown any other code before
/// `REGISTRY_UNREACHABLE` (the only one that a policy may let pass); then the first found.
final class Candidates {
    /// The best candidate, by what it means.
    sealed interface Best {
        record ProvenByAllowed(Proof proof) implements Best {}

        record UnloggedByAllowed(Signer signer, ReasonCode code) implements Best {}

        record ByAnother(Signer signer, String trustRoot) implements Best {}

        record Refuted(Optional<Signer> signer, ReasonCode code, String detail) implements Best {}

        record Unknown(ReasonCode code, String detail) implements Best {}

        record Absent() implements Best {}
    }

    private Candidates() {}

    static Best best(List<Signature> candidates, AllowedSigners allowed) {
        return candidates.stream()
                .map(candidate -> measure(candidate, allowed))
                .min(Comparator.comparingInt(best -> rank(best, allowed)))
                .orElse(new Best.Absent());
    }

    private static Best measure(Signature candidate, AllowedSigners allowed) {
        return switch (candidate) {
            case Signature.Proven(Proof proof) ->
                allowed.allow(proof.signer(), proof.trustRoot())
                        ? new Best.ProvenByAllowed(proof)
                        : new Best.ByAnother(proof.signer(), proof.trustRoot());
            case Signature.Unlogged(Signer signer, String trustRoot, ReasonCode code) ->
                allowed.allow(signer, trustRoot)
                        ? new Best.UnloggedByAllowed(signer, code)
                        : new Best.ByAnother(signer, trustRoot);
            case Signature.Refuted(Optional<Signer> signer, ReasonCode code, String detail) ->
                new Best.Refuted(signer, code, detail);
            case Signature.Unknown(ReasonCode code, String detail) -> new Best.Unknown(code, detail);
        };
    }

    private static int rank(Best best, AllowedSigners allowed) {
        return switch (best) {
            case Best.ProvenByAllowed _ -> 0;
            // logged without a trusted time is further than not logged at all, but the missing entry is reported first
            case Best.UnloggedByAllowed(Signer _, ReasonCode code) -> code == ReasonCode.LOG_ENTRY_MISSING ? 1 : 2;
            case Best.ByAnother _ -> 3;
            case Best.Refuted(Optional<Signer> signer, ReasonCode code, String _) -> {
                if (code == ReasonCode.TOO_MANY_SIGNATURES) {
                    yield 4;
                }
                yield signer.map(s -> allowed.name(s) ? 5 : 6).orElse(7);
            }
            case Best.Unknown(ReasonCode code, String _) -> code == ReasonCode.REGISTRY_UNREACHABLE ? 9 : 8;
            case Best.Absent _ -> 10;
        };
    }
}
