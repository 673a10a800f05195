package io.github.provenancegate.policy;

import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.image.Repository;
import java.util.Optional;

/// Images that are pulled from one place and whose signatures are in another.
///
/// @param image the repository at the mirror, or what its repositories begin with (whole segments)
public record Mirror(Repository image, Place place) {
    /// Where the signatures are.
    public sealed interface Place {
        /// In a repository for each image.
        ///
        /// @param beginning what stands in the place of the mirror's beginning
        record Beginning(Repository beginning) implements Place {}

        /// All in one repository, as cosign writes them under `COSIGN_REPOSITORY`.
        record Single(Repository repository) implements Place {}
    }

    /// Where the signatures of an image in this repository are; empty when the mirror does not concern it.
    Optional<Repository> placeOf(Repository repository) {
        if (!repository.host().equals(image.host())) {
            return Optional.empty();
        }
        boolean concerned =
                repository.path().equals(image.path()) || repository.path().startsWith(image.path() + "/");
        if (!concerned) {
            return Optional.empty();
        }
        return switch (place) {
            case Place.Single(Repository all) -> Optional.of(all);
            case Place.Beginning(Repository beginning) ->
                below(beginning, repository.path().substring(image.path().length()));
        };
    }

    private static Optional<Repository> below(Repository beginning, String rest) {
        try {
            return Optional.of(new Repository(beginning.host(), beginning.path() + rest));
        } catch (MalformedReferenceException _) {
            return Optional.empty(); // longer than any name: nothing can be there
        }
    }
}
