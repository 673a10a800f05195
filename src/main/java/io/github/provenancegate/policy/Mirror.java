package io.github.provenancegate.policy;

import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import java.util.Optional;

/// Images that are pulled from one place and whose signatures are in another.
///
/// @param image the repository at the mirror, or what its repositories begin with (whole segments)
/// @param signatures what stands in its place where the signatures are
public record Mirror(Repository image, Repository signatures) {
    /// Where the signatures of an image in this repository are; empty when the mirror does not concern it.
    Optional<Repository> placeOf(Repository repository) {
        if (!repository.host().equals(image.host())) {
            return Optional.empty();
        }
        if (repository.path().equals(image.path())) {
            return Optional.of(signatures);
        }
        if (!repository.path().startsWith(image.path() + "/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Repository(
                    signatures.host(),
                    signatures.path() + repository.path().substring(image.path().length())));
        } catch (MalformedReferenceException _) {
            return Optional.empty(); // longer than any name: nothing can be there
        }
    }
}
