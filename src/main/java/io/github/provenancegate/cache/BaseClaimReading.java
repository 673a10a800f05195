package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;

/// Reads which base an image names.
@FunctionalInterface
public interface BaseClaimReading {
    /// Reads it from the manifest and from what that leads to.
    ///
    /// @param documents where the documents on the way are asked for, by digest
    /// @param manifest the image's
    BaseClaim read(Registry documents, PinnedImage image, Document manifest, Inquiry inquiry);
}
