package io.github.provenancegate.webhook;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.DeployedWebhooks;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The hooks that the chart renders, on a real API server, answered by the packaged webhook with a policy for
/// each of some namespaces; images of every status in a registry that can be spoilt.
final class HookedCluster implements AutoCloseable {
    private final ControlPlane plane;
    private final Path folder;
    private final VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
    private final FakeRegistry registry = FakeRegistry.start();
    private final DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
    private final Map<Scenario, String> images = delivered.pushAll();
    private final List<String> policies = new ArrayList<>();
    private final Map<String, String> hosts = new LinkedHashMap<>(Map.of(registry.host(), "registry.example"));
    private final List<PodNamespace> namespaces = new ArrayList<>();
    private final List<Runnable> ends = new ArrayList<>();

    /// @param folder for the files that the webhook reads
    HookedCluster(ControlPlane plane, Path folder) {
        this.plane = plane;
        this.folder = folder;
        ends.addLast(registry::close);
    }

    /// A namespace with a policy of the same name for the images of every status.
    ///
    /// @param verification `delivery` or `full`
    /// @param extra further lines of `spec`, each indented by two
    PodNamespace namespace(String purpose, String verification, String extra) {
        return namespace(purpose, delivered, verification, extra);
    }

    private PodNamespace namespace(String purpose, DeliveredImages these, String verification, String extra) {
        PodNamespace namespace = PodNamespace.create(plane, purpose);
        policies.add(these.policy(verification, "  namespaces: {include: [" + namespace.name() + "]}\n" + extra)
                .replace("{name: acme}", "{name: " + purpose + "}"));
        namespaces.add(namespace);
        return namespace;
    }

    /// A registry of its own with a verified image, and a namespace whose policy speaks of it.
    Elsewhere elsewhere(String purpose) {
        FakeRegistry other = FakeRegistry.start();
        ends.addLast(other::close);
        hosts.put(other.host(), purpose + ".example");
        DeliveredImages there = new DeliveredImages(ImageStore.of(other), sigstore);
        String image = there.push(Scenario.VERIFIED);
        return new Elsewhere(other, image, namespace(purpose, there, "delivery", ""));
    }

    /// A registry that a test may spoil without harm to others.
    ///
    /// @param image its verified image, by digest
    record Elsewhere(FakeRegistry registry, String image, PodNamespace namespace) {
        String byTag() {
            return tag(image);
        }
    }

    /// Starts the webhook with the policies of the namespaces so far, and lets the API server ask it about
    /// them.
    ///
    /// @param hooks of [DeployedWebhooks]
    ProvgateProcess serve(List<String> hooks, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--policy",
                Files.writeString(folder.resolve("policies.yaml"), String.join("---\n", policies))
                        .toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString()));
        hosts.keySet().forEach(host -> all.addAll(List.of("--plain-http", host)));
        ProvgateProcess webhook = ProvgateProcess.serve(
                Stream.concat(all.stream(), Stream.of(options)).toArray(String[]::new));
        ends.addFirst(webhook::close);
        ends.addFirst(new DeployedWebhooks(
                        hooks, namespaces.stream().map(PodNamespace::name).toList())
                .installOn(plane, webhook)::close);
        return webhook;
    }

    FakeRegistry registry() {
        return registry;
    }

    DeliveredImages delivered() {
        return delivered;
    }

    /// The image, by digest.
    String image(Scenario scenario) {
        return images.getOrDefault(scenario, "");
    }

    /// The image, by the tag `latest`.
    String tagged(Scenario scenario) {
        return tag(image(scenario));
    }

    private static String tag(String image) {
        return image.substring(0, image.indexOf('@')) + ":latest";
    }

    /// A text in which what differs from run to run is replaced.
    String steady(String text) {
        String steady = text.replaceAll("sha256:[0-9a-f]{4,64}…?", "sha256:…");
        for (Map.Entry<String, String> host : hosts.entrySet()) {
            steady = steady.replace(host.getKey(), host.getValue());
        }
        for (PodNamespace namespace : namespaces) {
            steady = steady.replace(namespace.name(), namespace.name().replaceFirst("-[0-9a-f]{8}$", ""));
        }
        return steady;
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
