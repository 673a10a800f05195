package io.github.provenancegate.harness;

/// The image that the Dockerfile describes, built once for a whole run: get it through [ProductImageExtension].
public final class ProductImage implements AutoCloseable {
    public static final String NAME = "localhost/provgate:test";

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

    /// Pushes it.
    ///
    /// @param place the repository and the tag
    public void push(DistributionRegistry registry, String place) {
        var target = "docker://" + registry.host() + "/" + place;
        buildah.run("push", "--quiet", "--disable-compression", "--tls-verify=false", NAME, target)
                .expectSuccess();
    }

    @Override
    public void close() {
        parts.close();
    }
}
