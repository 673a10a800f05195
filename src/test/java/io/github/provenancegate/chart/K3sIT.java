package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.K3sCluster;
import io.github.provenancegate.harness.Kubectl;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/// The image that a Docker engine builds, and the chart with it on k3s, where there is an engine that reaches the
/// public
/// registries: real signatures of real images. [RealInstallationIT] does more, without either.
class K3sIT {
    private static final String SIGNED = "cgr.dev/chainguard/busybox:latest";
    private static final String OF_OTHERS = "registry.k8s.io/pause:3.10";
    private static final Duration PULLED_MAX = Duration.ofMinutes(5);
    private static final Duration TOLD_MAX = Duration.ofMinutes(1);

    private static String image = "";
    private static K3sCluster cluster;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        K3sCluster.expectEngine();
        image = K3sCluster.buildProduct();
        cluster = K3sCluster.start();
        cluster.load(image);
        String[] parts = image.split(":", -1);
        cluster.helm()
                .run(
                        "install",
                        Chart.RELEASE,
                        Chart.FOLDER.toString(),
                        "-n",
                        Chart.NAMESPACE,
                        "--create-namespace",
                        "--set",
                        "image.repository=" + parts[0] + ",image.tag=" + parts[1] + ",image.pullPolicy=Never",
                        "--set",
                        "mode=enforce,unmatched=deny,webhook.failurePolicy=Fail",
                        "--set",
                        "policies.public.preset=chainguard-public",
                        "--wait")
                .expectSuccess();
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void theImageStartsWithTheCacheThatWasTrainedInItsBuild() {
        try (var container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv("JDK_JAVA_OPTIONS", "-XX:AOTMode=on")
                .withCommand("--version")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertThat(container.getLogs(OutputFrame.OutputType.STDOUT)).startsWith("provgate ");
        }
    }

    @Test
    void aSignedImageRunsAndOneOfOthersIsDeniedAndExplained() {
        Kubectl kubectl = cluster.kubectl();
        kubectl.run("create", "namespace", "guarded").expectSuccess();

        kubectl.run("run", "signed", "-n", "guarded", "--image=" + SIGNED, "--", "sleep", "600")
                .expectSuccess();
        kubectl.run(
                        "wait",
                        "--for=condition=Ready",
                        "pod/signed",
                        "-n",
                        "guarded",
                        "--timeout=" + PULLED_MAX.toSeconds() + "s")
                .expectSuccess();
        assertThat(kubectl.run("run", "other", "-n", "guarded", "--image=" + OF_OTHERS)
                        .stderr())
                .contains("admission webhook \"verify.provenance-gate.github.io\" denied the request")
                .contains("NO_POLICY_MATCHES");

        kubectl.run("create", "deployment", "web", "-n", "guarded", "--image=" + OF_OTHERS)
                .expectSuccess();
        Await.until(
                "an Event explains it",
                TOLD_MAX,
                () -> kubectl.run("events", "-n", "guarded", "--for", "deployment/web")
                        .stdout()
                        .contains("ImageProvenanceDenied"));
    }

    @Test
    void helmTestPasses() {
        cluster.helm().run("test", Chart.RELEASE, "-n", Chart.NAMESPACE).expectSuccess();
    }
}
