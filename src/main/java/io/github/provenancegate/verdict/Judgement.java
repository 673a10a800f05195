package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import java.util.List;
import java.util.Optional;

/// A verdict and the findings that a report shows beside it, whatever the verdict is: an image without a base
/// label still has its signature examined and told.
///
/// @param verdict what it means
/// @param image what the verdict is about; empty where the image could not be pinned
/// @param delivery the best proof by an allowed signer
/// @param base the deciding base digest
/// @param build the deciding base's best proof by an allowed signer
/// @param others the candidates on the image beside the proof
public record Judgement(
        Verdict verdict,
        Optional<PinnedImage> image,
        Optional<Proof> delivery,
        Optional<Digest> base,
        Optional<Proof> build,
        List<Signature> others) {
    public Judgement {
        others = List.copyOf(others);
    }

    /// A verdict before any evidence: nothing was found because nothing was asked.
    public static Judgement without(Verdict verdict) {
        return new Judgement(
                verdict, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /// The same findings under another verdict.
    public Judgement with(Verdict other) {
        return new Judgement(other, image, delivery, base, build, others);
    }
}
