package io.github.provenancegate.verdict;

import io.github.provenancegate.image.Repository;

/// What must be proven about one image. "Full, base digest optional" cannot be expressed.
public sealed interface Requirement {
    /// Who may have signed the image itself.
    AllowedSigners delivery();

    /// Where the image's own signatures are.
    SignaturePlaces places();

    /// Whether the image's base claim decides anything.
    BaseDigestRule baseDigest();

    /// The delivery signature, and perhaps that a base is named.
    record Delivery(AllowedSigners delivery, BaseDigestRule baseDigest, SignaturePlaces places)
            implements Requirement {}

    /// The delivery signature, the base in the reference repository, and the base's build signature.
    ///
    /// @param reference the repository that must hold the base of this very image
    /// @param build who may have signed the base
    /// @param buildPlaces where the base's signatures are
    record Full(
            AllowedSigners delivery,
            Repository reference,
            AllowedSigners build,
            SignaturePlaces places,
            SignaturePlaces buildPlaces)
            implements Requirement {
        @Override
        public BaseDigestRule baseDigest() {
            return BaseDigestRule.REQUIRED;
        }
    }
}
