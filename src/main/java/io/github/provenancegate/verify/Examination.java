package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verdict.Judgement;
import java.util.Optional;

/// One image under one requirement: what was asked, found and judged.
public record Examination(ImageReference reference, Evidence evidence, Judgement judgement) {
    /// The digest that everything here is about; empty when the image could not be pinned.
    public Optional<Digest> digest() {
        return switch (evidence) {
            case Evidence.Gathered gathered -> Optional.of(gathered.image().digest());
            case Evidence.Unresolved _ ->
                reference instanceof ImageReference.Pinned pinned ? Optional.of(pinned.digest()) : Optional.empty();
        };
    }
}
