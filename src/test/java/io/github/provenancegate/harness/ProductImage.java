package io.github.provenancegate.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The image that the Dockerfile describes, built once for a whole run: get it through [ProductImageExtension].
public final class ProductImage implements AutoCloseable {
    public static final String REPOSITORY = "localhost/provgate";
    public static final String TAG = "test";
    public static final String NAME = REPOSITORY + ":" + TAG;

    /// What its label says.
    public static final String VERSION = "1.2.3";

    private final CloseStack parts = new CloseStack();
    private final Buildah buildah;

    private ProductImage(Buildah buildah) {
        this.buildah = parts.push(buildah);
    }

    /// Builds it on a base without a shell.
    ///
    /// Without root or buildah the calling test is skipped or failed ([MissingPart]).
    static ProductImage build() {
        var image = new ProductImage(Buildah.start());
        return CloseStack.startTogether(image.parts, () -> {
            image.buildah.makeBase();
            image.buildah
                    .run(
                            "bud",
                            "--build-arg",
                            "RUNTIME_IMAGE=" + Buildah.BASE,
                            "--build-arg",
                            "VERSION=" + VERSION,
                            "--tag",
                            NAME,
                            ".")
                    .expectSuccess();
            return image;
        });
    }

    /// The store that holds it.
    public Buildah buildah() {
        return buildah;
    }

    /// The image with its name as an archive of the OCI layout, written when it is first asked for.
    public Path archive() throws IOException {
        var folder = Files.createDirectories(buildah.folder().resolve("archive"));
        var archive = folder.resolve("provgate.tar");
        if (!Files.exists(archive)) {
            buildah.run("push", "--quiet", "--disable-compression", NAME, "oci-archive:" + archive + ":" + NAME)
                    .expectSuccess();
        }
        return archive;
    }

    @Override
    public void close() {
        parts.close();
    }
}
