package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.List;

/// The candidate signatures of an image, each verified as far as it holds.
public interface Signatures {
    /// Looks in every place where signatures of this digest may be. An empty list is absence; a place that
    /// could not be asked is a `Signature.Unknown`.
    ///
    /// @param wanted the signers of each requirement, at least one: their candidates are tried first. They
    ///     colour no answer, but where there are more candidates than are tried they decide about which one is
    ///     given
    List<Signature> find(PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry);
}
