package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.ProductImage;
import io.github.provenancegate.harness.ProductImageExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The life of an installation on a real cluster, from `helm install` to `helm uninstall`: each test goes on where the
/// one before it has ended.
@ExtendWith(ProductImageExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RealInstallationIT {
    private static final Duration POD_MAX = Duration.ofMinutes(2);

    private final ProductImage image;
    private Installation installation;

    RealInstallationIT(ProductImage image) {
        this.image = image;
    }

    @BeforeAll
    void install(@TempDir Path folder) throws IOException {
        installation = Installation.prepare(image, folder);
        installation.helm("install");
        installation.createNamespace("shop");
    }

    @AfterAll
    void end() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void theChartsOwnTestPasses() {
        installation.cluster().resolve(Chart.NAMESPACE, Chart.RELEASE);

        assertThat(installation
                        .cluster()
                        .helm(GoTool.HELM)
                        .run("test", Chart.RELEASE, "-n", Chart.NAMESPACE)
                        .expectSuccess()
                        .stdout())
                .contains("Phase:", "Succeeded");
    }

    @Test
    @Order(2)
    void aSignedImageRuns() {
        installation.kubectl("run", "good", "-n", "shop", "--image=" + installation.signed());

        Await.until(
                "the Pod says that it runs",
                POD_MAX,
                () -> installation
                        .cluster()
                        .kubectl()
                        .run("logs", "good", "-n", "shop")
                        .stdout()
                        .equals("running\n"));
    }

    @Test
    @Order(3)
    void anUnsignedImageIsDeniedAndTheDeploymentSaysWhy() {
        var denied =
                installation.cluster().kubectl().run("run", "bad", "-n", "shop", "--image=" + installation.unsigned());
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.stderr()).contains("verify.provenance-gate.github.io", "NO_SIG");

        installation.kubectl("create", "deployment", "web", "-n", "shop", "--image=" + installation.unsigned());
        Await.until(
                "kubectl events explains the Deployment",
                POD_MAX,
                () -> installation
                        .kubectl("events", "--for", "deployment/web", "-n", "shop")
                        .contains("ImageProvenanceDenied"));
    }

    @Test
    @Order(99)
    void whatIsRemovedLeavesAClusterThatCreatesPods() {
        installation
                .cluster()
                .helm(GoTool.HELM)
                .run("uninstall", Chart.RELEASE, "-n", Chart.NAMESPACE, "--wait")
                .expectSuccess();

        installation.kubectl("run", "after", "-n", "shop", "--image=" + installation.unsigned());
    }
}
