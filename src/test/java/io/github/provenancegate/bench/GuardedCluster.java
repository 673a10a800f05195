package io.github.provenancegate.bench;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ForeignWebhook;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TcpBalancer;
import io.github.provenancegate.harness.TestCertificates;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real API server that asks the packaged webhook, started as the launcher starts it, about the Pods of one
/// namespace, a webhook that only allows about those of another, and nobody about those of a third; and a
/// registry that counts.
final class GuardedCluster implements AutoCloseable {
    private static final int VARIABLES = 12;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ControlPlane plane;
    private final FakeRegistry registry;
    private final DeliveredImages delivered;
    private final List<String> options;
    private final TestCertificates certificates;
    private final TcpBalancer address;
    private final String guarded;
    private final String allowed;
    private final String open;

    private GuardedCluster(Path folder) throws IOException {
        plane = part(ControlPlane.start());
        registry = part(FakeRegistry.start());
        VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
        delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        certificates = TestCertificates.createIn(folder);
        Path policy = folder.resolve("policy.yaml");
        Path root = folder.resolve("root.json");
        Files.writeString(policy, delivered.policy("delivery", "  baseDigest: optional\n"));
        Files.writeString(root, sigstore.trustedRootJson());
        options = List.of(
                "--policy", policy.toString(), "--trust-root", root.toString(), "--plain-http", registry.host());
        address = part(TcpBalancer.start());
        guarded = plane.createNamespace("guarded");
        allowed = plane.createNamespace("allowed");
        open = plane.createNamespace("open");
        ask(URI.create("https://127.0.0.1:" + address.port() + "/validate"), guarded);
        ask(part(ForeignWebhook.start(certificates, _ -> "\"allowed\":true")).url(), allowed);
    }

    /// Starts everything but the webhook itself.
    static GuardedCluster start(Path folder) throws IOException {
        return new GuardedCluster(folder);
    }

    private <T extends AutoCloseable> T part(T started) {
        parts.push(started);
        return started;
    }

    private void ask(URI webhook, String namespace) {
        part(WebhookConfiguration.failing(webhook, certificates, namespace).installOn(plane));
    }

    /// Starts the webhook; until it listens the API server's calls fail.
    ProvgateProcess startWebhook(Path cache) {
        ProvgateProcess webhook = part(ProvgateProcess.startAs(certificates, Webhook.javaOptions(cache), options));
        address.add(webhook.validate().getPort());
        return webhook;
    }

    /// A namespace of whose Pods the API server asks the process itself, with nothing between them.
    String guardDirectly(ProvgateProcess webhook) throws IOException {
        String direct = plane.createNamespace("direct");
        ask(webhook.validate(), direct);
        return direct;
    }

    KubernetesApi connect() {
        return plane.connect();
    }

    FakeRegistry registry() {
        return registry;
    }

    DeliveredImages delivered() {
        return delivered;
    }

    String guarded() {
        return guarded;
    }

    String allowed() {
        return allowed;
    }

    String open() {
        return open;
    }

    /// Where Pods are created that are not stored.
    static String dryRun(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/pods?dryRun=All";
    }

    /// A Pod of two containers of one image.
    static byte[] pod(String name, String image) {
        String variables = IntStream.range(0, VARIABLES)
                .mapToObj(i ->
                        "{\"name\":\"SETTING_%05d\",\"value\":\"https://service-%05d.shop.svc/path\"}".formatted(i, i))
                .collect(Collectors.joining(",", "[", "]"));
        String containers = IntStream.range(0, 2)
                .mapToObj(i -> "{\"name\":\"c%d\",\"image\":\"%s\",\"env\":%s}".formatted(i, image, variables))
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":%s}}"
                .formatted(name, containers)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                System.err.println("a part of the benchmark did not end: " + failed);
            }
        }
    }
}
