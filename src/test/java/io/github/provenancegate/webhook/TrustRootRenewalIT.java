package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.TufSite;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged webhook while its trust root changes under it.
class TrustRootRenewalIT {
    /// A source is looked at every 10 seconds.
    private static final Duration RENEWAL_MAX = Duration.ofSeconds(60);

    private final InstantSource clock = InstantSource.system();
    private final VirtualSigstore signing = VirtualSigstore.seeded(clock, 1);
    private final VirtualSigstore other = VirtualSigstore.seeded(clock, 2);

    @TempDir
    private Path folder;

    @Test
    void aMountedRootIsTakenWhenItChangesAndTheLastGoodOneStaysWhenItIsSpoiled() throws Exception {
        Path root = folder.resolve("trusted_root.json");
        replace(root, other.trustedRootJson());
        try (FakeRegistry registry = FakeRegistry.start()) {
            String image = new DeliveredImages(ImageStore.of(registry), signing).push(Scenario.VERIFIED);
            try (ProvgateProcess webhook = serve(registry, "--trust-root", folder.toString())) {
                assertThat(review(webhook, image)).contains("\"allowed\":false", "LOG_UNKNOWN");

                replace(root, signing.trustedRootJson());
                await(
                        webhook,
                        "the root is renewed",
                        "provgate_trust_root_changes_total{outcome=\"renewed\",root=\"public-good\"} 1.0");
                assertThat(review(webhook, image)).contains("\"allowed\":true");

                replace(root, "{");
                await(webhook, "the trouble is told", "provgate_trust_root_trouble{root=\"public-good\"} 1.0");
                assertThat(review(webhook, image)).contains("\"allowed\":true");
                assertThat(body(webhook.management("/q/health/ready")))
                        .contains("\"status\": \"UP\"", "\"public-good.trouble\": \"file " + folder);
                assertThat(webhook.log())
                        .contains("the trust root public-good could not be renewed, what is in force stays: ");
            }
        }
    }

    @Test
    void aRootOfARepositoryIsFetchedBesideTheReviewsThatWaitForNothing() throws Exception {
        try (FakeRegistry registry = FakeRegistry.start();
                TufSite repository = new TufSite(clock.instant().plus(Duration.ofDays(30)))) {
            String image = new DeliveredImages(ImageStore.of(registry), signing).push(Scenario.VERIFIED);
            String[] tuf = {
                "--tuf-mirror",
                repository.mirror().toString(),
                "--tuf-root",
                Files.write(folder.resolve("root.json"), repository.root()).toString(),
                "--tuf-cache",
                folder.resolve("kept").toString()
            };
            try (ProvgateProcess webhook = serve(registry, tuf)) {
                // nothing is published yet: the bundled root judges
                assertThat(review(webhook, image)).contains("\"allowed\":false", "LOG_UNKNOWN");
                await(webhook, "the failure is told", "provgate_trust_root_trouble{root=\"public-good\"} 1.0");
            }
            repository.publish(signing.trustedRootJson().getBytes(UTF_8));
            Instant before = clock.instant();
            try (ProvgateProcess webhook = serve(registry, tuf)) {
                await(
                        webhook,
                        "the root is fetched",
                        "provgate_trust_root_changes_total{outcome=\"renewed\",root=\"public-good\"} 1.0");
                assertThat(review(webhook, image)).contains("\"allowed\":true");
                assertThat(body(webhook.management("/q/metrics")).lines())
                        .filteredOn(line -> line.startsWith("provgate_trust_root_since_timestamp_seconds{"))
                        .singleElement()
                        .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.indexOf(' '))))
                                .isGreaterThanOrEqualTo((double) before.getEpochSecond()));
            }
        }
    }

    private ProvgateProcess serve(FakeRegistry registry, String... options) throws IOException {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                new DeliveredImages(ImageStore.of(registry), signing).policy("full", ""));
        String[] all = new String[options.length + 6];
        System.arraycopy(options, 0, all, 0, options.length);
        String[] more = {"--policy", policy.toString(), "--plain-http", registry.host(), "--plain-http", "127.0.0.1"};
        System.arraycopy(more, 0, all, options.length, more.length);
        return ProvgateProcess.serve(all);
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

    private static void await(ProvgateProcess webhook, String what, String metric) {
        Await.until(
                what, RENEWAL_MAX, () -> body(webhook.management("/q/metrics")).contains(metric));
    }

    private static String body(URI uri) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// In one step, as a mounted volume does it.
    private void replace(Path file, String content) throws IOException {
        Path written = Files.writeString(folder.resolve("being-written"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
