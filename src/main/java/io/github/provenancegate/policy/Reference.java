package io.github.provenancegate.policy;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.Map;

/// Where the bases of images are, and who may have built them (full mode).
///
/// @param repository the reference repository, below which each image's base has the image's name
/// @param names the names that differ there, by the image's name
/// @param signers who may have signed the bases
public record Reference(Repository repository, Map<String, String> names, AllowedSigners signers) {
    public Reference {
        names = Map.copyOf(names);
    }

    Repository baseOf(String imageName) {
        return new Repository(repository.host(), repository.path() + "/" + names.getOrDefault(imageName, imageName));
    }
}
