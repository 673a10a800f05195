package io.github.provenancegate.verdict;

import io.github.provenancegate.image.Repository;
import java.util.List;

/// Where the signatures of an image are looked for. They are found by the image's digest, so that the place
/// says nothing about what they prove.
public sealed interface SignaturePlaces {
    /// In the image's own repository.
    record BesideTheImage() implements SignaturePlaces {}

    /// In other repositories, one after the other until one has a signature that counts: the image is a
    /// mirror's copy, or its signatures are kept apart (cosign's `COSIGN_REPOSITORY`).
    ///
    /// @param repositories in the policy's order, never empty
    record Elsewhere(List<Repository> repositories) implements SignaturePlaces {
        public Elsewhere {
            repositories = List.copyOf(repositories);
            if (repositories.isEmpty()) {
                throw new IllegalArgumentException("no other place is beside the image");
            }
        }
    }

    /// The image's own repository.
    SignaturePlaces BESIDE_THE_IMAGE = new BesideTheImage();
}
