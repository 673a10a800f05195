package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A webhook that is started beside Pods that run already.
@ExtendWith(ControlPlaneExtension.class)
class RunningPodsIT {
    private static final Duration LOOKED_AT_MAX = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final FakeRegistry registry = FakeRegistry.start();
    private final VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
    private final DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
    private final String gate;
    private final PodNamespace shop;

    @TempDir
    private Path folder;

    RunningPodsIT(ControlPlane plane) {
        this.plane = plane;
        this.gate = plane.createNamespace("gate");
        this.shop = PodNamespace.create(plane, "shop");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private ProvgateProcess serve() throws IOException {
        return ProvgateProcess.serveOn(
                List.of("-Dkubeconfig=" + plane.kubeconfigOf(gate, "default")),
                "--running-pods",
                "use",
                "--policy",
                Files.writeString(folder.resolve("policy.yaml"), delivered.policy("delivery", ""))
                        .toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString(),
                "--plain-http",
                registry.host());
    }

    private void allowListing() {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/";
        plane.api().create(rbac + "clusterroles", """
                        metadata: {name: %s-running-pods}
                        rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]
                        """.formatted(gate)).expectSuccess();
        plane.api().create(rbac + "clusterrolebindings", """
                        metadata: {name: %1$s-running-pods}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s-running-pods}
                        subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
                        """.formatted(gate)).expectSuccess();
    }

    @Test
    void theImageOfARunningPodIsKnownBeforeItsNextPodIsCreated() throws IOException {
        String image = delivered.push(Scenario.VERIFIED);
        shop.run("before", image).expectSuccess();
        shop.run("elsewhere", "registry.elsewhere.example/a" + Reviews.DIGEST).expectSuccess();
        allowListing();
        try (ProvgateProcess webhook = serve()) {
            Await.until(
                    "the image is looked at",
                    LOOKED_AT_MAX,
                    () -> webhook.text("/q/metrics").contains("provgate_running_images_total{outcome=\"proven\"} 1.0"));
            registry.spoil(new FakeRegistryDefect.Status(503));
            try (WebhookConfiguration.Installed _ = WebhookConfiguration.failing(
                            webhook.validate(), webhook.certificates(), shop.name())
                    .installOn(plane)) {
                shop.run("next", image).expectSuccess();
            }
        }
    }

    @Test
    void withoutTheRightToListPodsOneLineSaysSo() throws IOException {
        try (ProvgateProcess webhook = serve()) {
            Await.until(
                    "it is said",
                    LOOKED_AT_MAX,
                    () -> webhook.log().contains("running Pods are not looked at: no ClusterRole lets us list them"));
            assertThat(webhook.status("/q/health/ready")).isEqualTo(200);
        }
    }
}
