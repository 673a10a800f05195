package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged webhook in front of a registry of which every twentieth answer has each of several faults. New
/// images arrive all the time, so that evidence is gathered as much as remembered: each is asked about by its
/// digest in one namespace and by its tag in another. Minutes by `-Dsoak.minutes=N` (10).
@Tag("soak")
class FaultyRegistrySoakIT {
    private static final int REVIEWS_PER_SECOND = 50;
    private static final int FAULT_PERCENT = 5;

    /// Rounds of new images that are kept: far more than are being asked about at once.
    private static final int ROUNDS_KEPT = 100;

    /// Idle connections are closed within this.
    private static final Duration COOLING = Duration.ofSeconds(75);

    private static final List<FakeRegistryDefect> FAULTS = List.of(
            new FakeRegistryDefect.Status(500),
            new FakeRegistryDefect.Status(503),
            new FakeRegistryDefect.Status(403),
            new FakeRegistryDefect.Status(429, Map.of("Retry-After", "1")),
            new FakeRegistryDefect.HangUp(),
            new FakeRegistryDefect.LyingLength(100_000),
            new FakeRegistryDefect.OtherBody("{}"),
            new FakeRegistryDefect.SlowBody(Duration.ofMillis(20)),
            new FakeRegistryDefect.UnannouncedLength(),
            new FakeRegistryDefect.EndlessBody());

    private static final List<Scenario> SCENARIOS = List.of(Scenario.values());

    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
    private final Deque<String> names = new ArrayDeque<>();
    private long pushed;
    private long requests;
    private final AtomicLong wronglyAdmitted = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final Map<String, AtomicLong> outcomes = new TreeMap<>();

    @TempDir
    private Path folder;

    /// @param openFiles connections and files of the process
    private record Standing(long openFiles, long threads, long heapMiB) {}

    @Test
    void nothingIsWronglyAdmittedAndNothingLeaks() throws Exception {
        try (FakeRegistry registry = FakeRegistry.start()) {
            DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
            Path policies = Files.writeString(
                    folder.resolve("policies.yaml"),
                    policy(delivered, "strict", "") + "---\n"
                            + policy(delivered, "lenient", "  onUndetermined: allow\n"));
            try (ProvgateProcess webhook = ProvgateProcess.serveOn(
                    List.of("-Xmx256m"),
                    "--policy",
                    policies.toString(),
                    "--trust-root",
                    Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson())
                            .toString(),
                    "--plain-http",
                    registry.host())) {
                soak(webhook, registry, delivered, Duration.ofSeconds(30));
                registry.heal();
                Thread.sleep(COOLING);
                Standing before = standing(webhook);

                soak(webhook, registry, delivered, Duration.ofMinutes(Long.getLong("soak.minutes", 10)));
                registry.heal();
                Thread.sleep(COOLING);
                Standing after = standing(webhook);

                System.out.println("soak: " + asked + " reviews of " + pushed + " images, " + requests
                        + " requests to the registry, outcomes " + outcomes + "; before " + before + ", after "
                        + after);
                assertThat(wronglyAdmitted).hasValue(0);
                assertThat(outcomes).containsKeys("admitted PROVEN", "denied UNSIGNED", "denied WRONG_SIGNER");
                assertThat(outcomes.values().stream().mapToLong(AtomicLong::get).sum())
                        .isEqualTo(asked.get());
                assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles() + 4);
                assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
                assertThat(after.heapMiB()).isLessThanOrEqualTo(before.heapMiB() + 16);
            }
        }
    }

    private static String policy(DeliveredImages delivered, String name, String extra) {
        return delivered
                .policy("delivery", "  baseDigest: optional\n  namespaces: {include: [" + name + "]}\n" + extra)
                .replace("{name: acme}", "{name: " + name + "}");
    }

    private void soak(ProvgateProcess webhook, FakeRegistry registry, DeliveredImages delivered, Duration time)
            throws InterruptedException {
        Random faults = new Random(1);
        registry.spoil(_ -> {
            int dice = faults.nextInt(100) / FAULT_PERCENT;
            return dice < FAULTS.size() ? Optional.of(FAULTS.get(dice)) : Optional.empty();
        });
        Round round = new Round(registry, delivered);
        long next = System.nanoTime();
        long end = next + time.toNanos();
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(webhook.certificates().clientTrust().sslContext())
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; System.nanoTime() < end; i++) {
                Scenario scenario = SCENARIOS.get(i % SCENARIOS.size());
                boolean first = i / SCENARIOS.size() % 2 == 0;
                if (first) {
                    round.push(scenario);
                }
                String namespace = first ? "strict" : "lenient";
                String image = first ? round.byDigest(scenario) : round.byTag(scenario);
                threads.execute(() -> review(client, webhook.validate(), namespace, scenario, image));
                if (i % 1000 == 0) {
                    requests += registry.requests().size();
                    registry.forgetRequests();
                }
                next += TimeUnit.SECONDS.toNanos(1) / REVIEWS_PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        }
    }

    /// The newest image of each scenario; the oldest ones are deleted.
    private final class Round {
        private final FakeRegistry registry;
        private final DeliveredImages delivered;
        private final Map<Scenario, String> images = new EnumMap<>(Scenario.class);

        private Round(FakeRegistry registry, DeliveredImages delivered) {
            this.registry = registry;
            this.delivered = delivered;
        }

        private void push(Scenario scenario) {
            names.add(scenario.repository() + pushed++);
            images.put(scenario, delivered.push(scenario, names.getLast()));
            if (names.size() > ROUNDS_KEPT * SCENARIOS.size()) {
                DeliveredImages.paths(names.removeFirst()).forEach(registry::delete);
            }
        }

        private String byDigest(Scenario scenario) {
            return String.valueOf(images.get(scenario));
        }

        private String byTag(Scenario scenario) {
            return byDigest(scenario).replaceFirst("@.*", ":latest");
        }
    }

    private void review(HttpClient client, URI validate, String namespace, Scenario scenario, String image) {
        byte[] body = new String(Reviews.create(image), UTF_8)
                .replace("\"namespace\":\"shop\"", "\"namespace\":\"" + namespace + "\"")
                .getBytes(UTF_8);
        asked.incrementAndGet();
        String outcome;
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(validate + "?timeout=5s"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            outcome = outcome(response, namespace, scenario);
        } catch (IOException failed) {
            outcome = "client: " + failed.getClass().getSimpleName();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            outcome = "interrupted";
        }
        count(outcome);
    }

    private void count(String outcome) {
        synchronized (outcomes) {
            outcomes.computeIfAbsent(outcome, _ -> new AtomicLong()).incrementAndGet();
        }
    }

    private String outcome(HttpResponse<String> response, String namespace, Scenario scenario) throws IOException {
        if (response.statusCode() != 200) {
            return "HTTP " + response.statusCode();
        }
        JsonNode answer = new ObjectMapper().readTree(response.body()).path("response");
        String reason = answer.path("auditAnnotations").path("reason").asText("none");
        boolean admitted = answer.path("allowed").booleanValue();
        boolean excused = namespace.equals("lenient") && reason.equals("REGISTRY_UNREACHABLE");
        boolean delivered = scenario != Scenario.NO_SIG && scenario != Scenario.ERROR;
        if (admitted && !(delivered && reason.equals("PROVEN")) && !excused) {
            wronglyAdmitted.incrementAndGet();
            System.err.println("wrongly admitted: " + scenario + " " + response.body());
        }
        return (admitted ? "admitted " : "denied ") + reason;
    }

    private Standing standing(ProvgateProcess webhook) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(webhook.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        String metrics;
        try (HttpClient client = HttpClient.newHttpClient()) {
            metrics = client.send(
                            HttpRequest.newBuilder(webhook.management("/q/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
        return new Standing(
                openFiles(webhook.pid()),
                (long) sum(metrics, "jvm_threads_live_threads"),
                (long) sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") >> 20);
    }

    private static long openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.count();
        }
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
