package io.github.provenancegate.webhook;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The packaged webhook under a policy for signed images of a registry on loopback, without a cluster.
final class ServedImages implements AutoCloseable {
    private final FakeRegistry registry = FakeRegistry.start();
    private final String good;
    private final String bad;
    private final ProvgateProcess webhook;
    private final HttpClient client;

    ServedImages(Path folder, String... options) throws IOException {
        VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        good = delivered.push(Scenario.VERIFIED);
        bad = delivered.push(Scenario.NO_SIG);
        List<String> common = List.of(
                "--policy",
                Files.writeString(folder.resolve("policy.yaml"), delivered.policy("full", ""))
                        .toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString(),
                "--plain-http",
                registry.host());
        webhook = ProvgateProcess.serve(
                Stream.concat(common.stream(), Stream.of(options)).toArray(String[]::new));
        client = HttpClient.newBuilder()
                .sslContext(webhook.certificates().clientTrust().sslContext())
                .build();
    }

    FakeRegistry registry() {
        return registry;
    }

    ProvgateProcess webhook() {
        return webhook;
    }

    String good() {
        return good;
    }

    String bad() {
        return bad;
    }

    /// Asks at a path.
    ///
    /// @param headers names and values in turns
    HttpResponse<String> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.https(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        webhook.close();
        registry.close();
    }
}
