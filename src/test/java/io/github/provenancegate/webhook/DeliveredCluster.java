package io.github.provenancegate.webhook;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/// An organisation's images on a real registry, the packaged webhook with policies for them, and a real API
/// server that asks it. Which policy judges is a matter of the namespace:
///
/// | namespace | policy |
/// | --- | --- |
/// | `full-…` | full verification |
/// | `delivery-…` | delivery verification |
/// | `lenient-…` | delivery verification, `onUndetermined: allow` |
final class DeliveredCluster implements AutoCloseable {
    private final ControlPlane plane;
    private final DistributionRegistry registry;
    private final Map<Scenario, String> images;
    private final PodNamespace full;
    private final PodNamespace delivery;
    private final PodNamespace lenient;
    private final ProvgateProcess webhook;
    private WebhookConfiguration.Installed installed = () -> {};

    /// @param folder for the files that the webhook reads
    private DeliveredCluster(ControlPlane plane, DistributionRegistry registry, Path folder) throws IOException {
        this.plane = plane;
        this.registry = registry;
        VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        DeliveredImages delivered = new DeliveredImages(registry.asStore(), sigstore);
        images = delivered.pushAll();
        full = PodNamespace.create(plane, "full");
        delivery = PodNamespace.create(plane, "delivery");
        lenient = PodNamespace.create(plane, "lenient");
        Path policies = Files.writeString(
                folder.resolve("policies.yaml"),
                policy(delivered, "full", "full", "") + "---\n" + policy(delivered, "delivery", "delivery", "")
                        + "---\n" + policy(delivered, "delivery", "lenient", "  onUndetermined: allow\n"));
        webhook = ProvgateProcess.serve(
                "--policy",
                policies.toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString(),
                "--plain-http",
                registry.host());
    }

    /// Starts everything; the API server asks nobody yet.
    static DeliveredCluster start(ControlPlane plane, Path folder) throws IOException {
        DistributionRegistry registry = DistributionRegistry.start();
        try {
            return new DeliveredCluster(plane, registry, folder);
        } catch (IOException | RuntimeException | Error failed) {
            registry.close();
            throw failed;
        }
    }

    private static String policy(DeliveredImages delivered, String verification, String name, String extra) {
        return delivered
                .policy(verification, "  namespaces: {include: [\"" + name + "-*\"]}\n" + extra)
                .replace("{name: acme}", "{name: " + name + "}");
    }

    /// Lets the API server ask the webhook, whose failure denies.
    void install() {
        installed = WebhookConfiguration.failing(
                        webhook.validate(), webhook.certificates(), full.name(), delivery.name(), lenient.name())
                .installOn(plane);
    }

    PodNamespace full() {
        return full;
    }

    PodNamespace delivery() {
        return delivery;
    }

    PodNamespace lenient() {
        return lenient;
    }

    DistributionRegistry registry() {
        return registry;
    }

    ProvgateProcess webhook() {
        return webhook;
    }

    /// The image, by digest.
    String image(Scenario scenario) {
        return images.getOrDefault(scenario, "");
    }

    @Override
    public void close() {
        try {
            installed.close();
        } finally {
            webhook.close();
            registry.close();
        }
    }
}
