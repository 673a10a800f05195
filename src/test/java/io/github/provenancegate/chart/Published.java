package io.github.provenancegate.chart;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Helm;
import io.github.provenancegate.harness.ProductImage;
import io.github.provenancegate.harness.RunnableImage;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What the public registries hold for somebody who follows the quick start: the product's image and chart as a release
/// pushes them, an image that Chainguard's public workflow has signed, and one that nobody has. The two run.
final class Published {
    private static final String OURS = "provenance-gate";
    private static final String SIGNED = "chainguard/nginx";
    private static final String UNSIGNED = "library/nginx";
    private static final Identity RELEASE =
            Identity.ofGitHubWorkflow("chainguard-images/images/.github/workflows/release.yaml@refs/heads/main");

    private Published() {}

    /// @param folder for the packed chart
    static void publish(DistributionRegistry registry, ProductImage image, VirtualSigstore sigstore, Path folder)
            throws IOException {
        var version = YAMLMapper.builder()
                .build()
                .readTree(Chart.read(Chart.FOLDER.resolve("Chart.yaml")))
                .path("appVersion")
                .asText();
        image.push(registry, OURS + "/provgate:" + version);
        var helm = Helm.withoutCluster(GoTool.HELM, folder);
        helm.run("package", Chart.FOLDER.toString(), "--destination", folder.toString())
                .expectSuccess();
        helm.run(
                        "push",
                        folder.resolve(Chart.RELEASE + "-" + version + ".tgz").toString(),
                        "oci://" + registry.host() + "/" + OURS + "/charts",
                        "--plain-http")
                .expectSuccess();
        var digest = RunnableImage.push(registry, SIGNED, Map.of());
        new DeliveredImages(registry.asStore(), sigstore).sign(SIGNED, Digest.parse(digest), RELEASE);
        RunnableImage.push(registry, UNSIGNED, Map.of("signed", "by nobody"));
    }
}
