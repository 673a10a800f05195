package io.github.provenancegate.image;

/// One image, unmistakably: every question after the pinning is asked about this repository and this digest.
///
/// @param repository where it lives
/// @param digest what it is
public record PinnedImage(Repository repository, Digest digest) {
    /// A digest reference is taken as it is.
    public static PinnedImage of(ImageReference.Pinned reference) {
        return new PinnedImage(reference.repository(), reference.digest());
    }

    /// What a tag points at now. Called by the registry edge alone (an architecture test holds it to that).
    public static PinnedImage pinned(ImageReference.Tagged reference, Digest answered) {
        return new PinnedImage(reference.repository(), answered);
    }

    /// `repository@sha256:…`.
    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
