package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The images that a real Sigstore signed (`src/test/resources/real-sigstore`) and the verdict each one deserves.
public final class RealSigstore {
    private static final Path FOLDER = Project.folder().resolve("src/test/resources/real-sigstore");

    private RealSigstore() {}

    /// One image.
    ///
    /// @param name of the case
    /// @param kind `image`, or `base` for a base image, which is judged by the build signer
    /// @param reference without the registry's host
    /// @param base the base image's reference without host; empty where the image names none
    /// @param delivery the status in delivery mode
    /// @param full the status in full mode; empty for base images
    /// @param reason the reason code where it matters, else empty
    /// @param what was done to it, in words
    public record Row(
            String name,
            String kind,
            String reference,
            String base,
            String delivery,
            String full,
            String reason,
            String what) {
        /// The reference on the registry that serves [#registryStorage()].
        public String on(DistributionRegistry registry) {
            return registry.host() + "/" + reference;
        }
    }

    public static List<Row> rows() {
        try (var lines = Files.lines(FOLDER.resolve("expected.tsv"))) {
            return lines.skip(1).map(RealSigstore::row).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The trusted root of the Sigstore that signed them.
    public static Path trustedRoot() {
        return FOLDER.resolve("trusted_root.json");
    }

    /// The storage for [DistributionRegistry#startWith(Path)].
    public static Path registryStorage() {
        return FOLDER.resolve("registry.tar.gz");
    }

    /// The policies by which [Row#delivery()] and [Row#full()] were written down: one for the images, and one for
    /// base images, which are judged by whoever builds them.
    ///
    /// @param host of the registry that serves [#registryStorage()]
    /// @param verification `delivery` or `full`
    public static String policies(String host, String verification) {
        return """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: images}
                spec:
                  images: ["%1$s/example.com/**"]
                  verification: %2$s
                  organization:
                    name: example.com
                    id: "0caaf24ab1a0c33440c06afe99df986365b0781f"
                    identities: ["849d2cc9d2d23287", "4c62b72c3445c4f3"]
                %3$s
                ---
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: bases}
                spec:
                  images: ["%1$s/chainguard-private/**"]
                  baseDigest: optional
                  signers:
                    - issuer: https://token.actions.githubusercontent.com
                      subject: https://github.com/chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main
                """.formatted(
                host,
                verification,
                verification.equals("full") ? "  reference: {repository: \"" + host + "/chainguard-private\"}" : "");
    }

    private static Row row(String line) {
        var cells = List.of(line.split("\t", -1));
        return new Row(
                cells.get(0),
                cells.get(1),
                cells.get(2),
                cells.get(3),
                cells.get(4),
                cells.get(5),
                cells.get(6),
                cells.get(7));
    }
}
