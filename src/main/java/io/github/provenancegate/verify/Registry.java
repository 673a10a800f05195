package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import java.util.List;
import java.util.Optional;

/// A container registry, read only (OCI distribution specification). Only an authenticated 404 is absence;
/// whatever could not be asked is an [UndeterminedException].
public interface Registry {
    /// What a tag points at now; asked once per review.
    Pinning pin(ImageReference.Tagged reference, Inquiry inquiry);

    /// The manifest or index of this digest, hash checked.
    Fetched manifest(PinnedImage image, Inquiry inquiry);

    /// The manifest that a tag names (signature and fallback tags, whose content proves itself), hashed.
    Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry);

    /// A blob, hash and length checked.
    ///
    /// @param bodyBytesMax the cap of this kind of blob; a longer one is [Fetched.Corrupt]
    Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry);

    /// Which base the image of this manifest names: its annotation, else its configuration's label, else its
    /// runnable platforms' (documents of platforms and configurations are fetched as needed).
    BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry);

    /// The manifests that refer to the image (referrers API, else the fallback tag), within caps.
    Referrers referrers(PinnedImage image, Inquiry inquiry);

    /// What became of a tag.
    sealed interface Pinning {
        /// The tag's digest.
        ///
        /// @param manifest the manifest where resolving the tag has already brought it (no digest header, or no
        ///     HEAD)
        record Pinned(PinnedImage image, Optional<Document> manifest) implements Pinning {}

        /// No such repository or tag.
        record Absent() implements Pinning {}

        /// The registry's answer is no image.
        record Corrupt(String detail) implements Pinning {}
    }

    /// What became of a read.
    sealed interface Fetched {
        record Found(Document document) implements Fetched {}

        record Absent() implements Fetched {}

        /// The bytes are not what they are called (hash, length, form).
        record Corrupt(String detail) implements Fetched {}
    }

    /// The referring manifests in the registry's order.
    ///
    /// @param manifests distinct, within the cap
    /// @param completeness whether more exist than were read
    record Referrers(List<Referrer> manifests, Completeness completeness) {
        public Referrers {
            manifests = List.copyOf(manifests);
        }
    }

    /// A manifest that refers to an image.
    ///
    /// @param artifactType what the registry's list says that it is: good for the order in which to read them,
    ///     never for leaving one out, as anybody may have written the list
    record Referrer(Digest digest, Optional<String> artifactType) {}

    /// Whether a list is whole.
    enum Completeness {
        COMPLETE,
        /// Cut off at a cap, or some are named in a way in which they cannot be asked for.
        CUT_OFF
    }
}
