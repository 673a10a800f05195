package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged webhook, ended with SIGTERM and started again when its registry is gone.
class CacheFileIT {
    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);

    @TempDir
    private Path folder;

    @Test
    void whatWasAdmittedBeforeARestartIsAdmittedAfterItWithoutARegistry() throws Exception {
        Path cache = folder.resolve("cache");
        String seen;
        String unseen;
        String[] options;
        try (FakeRegistry registry = FakeRegistry.start()) {
            DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
            seen = delivered.push(Scenario.VERIFIED);
            unseen = delivered.push(Scenario.NO_BASE);
            options = options(registry, delivered, cache);
            try (ProvgateProcess webhook = ProvgateProcess.serve(options)) {
                assertThat(review(webhook, seen)).contains("\"allowed\":true");
                assertThat(webhook.text("/q/metrics"))
                        .containsPattern("provgate_cache_entries\\{matter=\"signatures\".*} [1-9]")
                        .contains("provgate_cache_file_trouble 0.0");
            }
        }
        assertThat(cache).isRegularFile();

        try (ProvgateProcess webhook = ProvgateProcess.serve(options)) {
            assertThat(review(webhook, seen)).contains("\"allowed\":true");
            assertThat(review(webhook, unseen)).contains("\"allowed\":false", "REGISTRY_UNREACHABLE");
            assertThat(webhook.log()).contains("were proven from the cache file");
        }
    }

    private String[] options(FakeRegistry registry, DeliveredImages delivered, Path cache) throws IOException {
        return new String[] {
            "--cache-file",
            cache.toString(),
            "--policy",
            Files.writeString(folder.resolve("policy.yaml"), delivered.policy("full", ""))
                    .toString(),
            "--trust-root",
            Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                    .toString(),
            "--plain-http",
            registry.host()
        };
    }

    private static String review(ProvgateProcess webhook, String image) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(webhook.certificates().clientTrust().sslContext())
                .build()) {
            return client.send(
                            HttpRequest.newBuilder(webhook.validate())
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofByteArray(Reviews.create(image)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
