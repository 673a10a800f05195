package io.github.provenancegate.report;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import java.util.List;
import java.util.Optional;

/// A candidate signature beside the one that counts.
///
/// @param signer as its certificate says; not proven
/// @param code what it would have come to by itself
record Found(Optional<Signer> signer, ReasonCode code) {
    /// The candidates of an image that are not its delivery proof.
    static List<Found> in(ImageReport image) {
        return image.judgement().others().stream()
                .map(candidate -> of(candidate, image))
                .toList();
    }

    private static Found of(Signature candidate, ImageReport image) {
        return switch (candidate) {
            case Signature.Proven(Proof proof) -> measured(proof.signer(), proof.trustRoot(), ReasonCode.PROVEN, image);
            case Signature.Unlogged(Signer signer, String trustRoot, ReasonCode code) ->
                measured(signer, trustRoot, code, image);
            case Signature.Refuted(Optional<Signer> signer, ReasonCode code, String _) -> new Found(signer, code);
            case Signature.Unknown(ReasonCode code, String _) -> new Found(Optional.empty(), code);
        };
    }

    private static Found measured(Signer signer, String trustRoot, ReasonCode ifAllowed, ImageReport image) {
        boolean allowed = image.requirement()
                .filter(requirement -> requirement.delivery().allow(signer, trustRoot))
                .isPresent();
        return new Found(Optional.of(signer), allowed ? ifAllowed : ReasonCode.WRONG_SIGNER);
    }
}
