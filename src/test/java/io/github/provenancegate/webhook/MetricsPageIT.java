package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect.Status;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The page about the metrics, and what the packaged webhook exports after reviews of every kind.
@TestInstance(Lifecycle.PER_CLASS)
class MetricsPageIT {
    private static final Path PAGE = Path.of("src/site/markdown/metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(provgate_[a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\|.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (provgate_[a-z_]+) ([a-z]+)");
    private static final Pattern SAMPLE = Pattern.compile("(provgate_[a-z_]+)(?:\\{(.*)})? [^ ]+(?: # .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private final FakeRegistry registry = FakeRegistry.start();
    private final String image;
    private final ProvgateProcess webhook;

    private record Metric(String type, Set<String> labels) {}

    MetricsPageIT(@TempDir Path folder) throws IOException {
        VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        image = delivered.push(Scenario.VERIFIED);
        webhook = ProvgateProcess.serve(
                "--pin-tags",
                "verified",
                "--policy",
                Files.writeString(folder.resolve("policy.yaml"), delivered.policy("full", ""))
                        .toString(),
                "--trust-root",
                Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                        .toString(),
                "--plain-http",
                registry.host());
    }

    @BeforeAll
    void review() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(webhook.certificates().clientTrust().sslContext())
                .build()) {
            assertThat(post(client, webhook.validate(), Reviews.create(image))).isEqualTo(200);
            assertThat(post(client, webhook.validate(), new byte[0])).isEqualTo(400);
            assertThat(post(client, webhook.https("/warn"), Reviews.create(image)))
                    .isEqualTo(200);
            assertThat(post(client, webhook.https("/mutate"), Reviews.create(image)))
                    .isEqualTo(200);
            registry.spoil(new Status(429, Map.of("Retry-After", "60")));
            assertThat(post(client, webhook.validate(), Reviews.create(image.replaceFirst("@.*", ":unknown"))))
                    .isEqualTo(200);
        }
    }

    @AfterAll
    void close() {
        webhook.close();
        registry.close();
    }

    private int post(HttpClient client, URI hook, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(hook)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void thePageNamesWhatIsExportedWithItsTypeAndLabelsAndNothingElse() throws IOException {
        Map<String, Metric> documented = documented();
        assertThat(documented).hasSizeGreaterThan(20);
        assertThat(exported()).containsExactlyInAnyOrderEntriesOf(documented);
    }

    @Test
    void histogramsHaveTheBucketsOfTheApiServer() {
        assertThat(webhook.text("/q/metrics").lines())
                .filteredOn(line -> line.startsWith("provgate_review_duration_seconds_bucket{decision=\"admit\""))
                .extracting(line -> line.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
                .containsExactly(
                        "5.0E-4", "0.001", "0.0025", "0.005", "0.025", "0.1", "0.5", "1.0", "2.5", "10.0", "25.0",
                        "+Inf");
    }

    /// The harness' certificates are good for some days.
    @Test
    void theCertificateThatIsServedTellsHowLongItIsGood() {
        assertThat(webhook.text("/q/metrics")).containsPattern("provgate_serving_certificate_days_left [0-9]");
    }

    private static Map<String, Metric> documented() throws IOException {
        Map<String, Metric> metrics = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = Pattern.compile("[a-z]+")
                        .matcher(row.group(3))
                        .results()
                        .map(found -> found.group())
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(metrics.put(row.group(1), new Metric(row.group(2), labels)))
                        .as("%s stands there once", row.group(1))
                        .isNull();
            }
        }
        return metrics;
    }

    /// In OpenMetrics a counter's type stands before its name without `_total`.
    private Map<String, Metric> exported() {
        Map<String, String> types = new TreeMap<>();
        Map<String, Metric> metrics = new TreeMap<>();
        for (String line : webhook.text("/q/metrics").lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1) + (type.group(2).equals("counter") ? "_total" : ""), type.group(2));
            } else if (sample.matches()) {
                String name = sample.group(1).replaceFirst("_(bucket|count|sum|max)$", "");
                Set<String> labels = labels(sample.group(2));
                Metric before = metrics.put(name, new Metric(types.getOrDefault(name, "none"), labels));
                assertThat(before == null ? labels : before.labels()).as(name).isEqualTo(labels);
            }
        }
        return metrics;
    }

    private static Set<String> labels(@Nullable String written) {
        Set<String> labels = new TreeSet<>();
        LABEL.matcher(written == null ? "" : written).results().forEach(label -> labels.add(label.group(1)));
        labels.remove("le");
        return labels;
    }
}
