package io.github.provenancegate.policy;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import java.util.Map;

/// Where the bases of images are, and who may have built them (full mode).
///
/// @param repository the reference repository, below which each image's base has the image's name
/// @param names the names that differ there, by the image's name
/// @param signers who may have signed the bases
public record Reference(Repository repository, Map<String, String> names, AllowedSigners signers) {
    /// Where Chainguard keeps the images that it builds, and the workflow that builds and signs them.
    public static final Reference CHAINGUARD = new Reference(
            Repository.parse("cgr.dev/chainguard-private"),
            Map.of(),
            AllowedSigners.of(AllowedSigner.publicGood(new Signer(
                    "https://token.actions.githubusercontent.com",
                    "https://github.com/chainguard-images/images-private/.github/workflows/release.yaml"
                            + "@refs/heads/main"))));

    public Reference {
        names = Map.copyOf(names);
    }

    /// The same with another repository.
    public Reference in(Repository other) {
        return new Reference(other, names, signers);
    }

    Repository baseOf(String imageName) {
        return new Repository(repository.host(), repository.path() + "/" + names.getOrDefault(imageName, imageName));
    }
}
