package io.github.provenancegate.bench;

import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/// What the product adds to the creation of a Pod, as its user sees it: creations through a real API server
/// (not stored) of a warm two-container Pod by digest, beside those that a webhook allows which does nothing
/// else. Both kinds are asked in turns; and what the registry is asked meanwhile.
final class ThroughApiServer {
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final int PACED = 100;
    private static final int WARM_UPS = 4_000;
    private static final int IN_SEQUENCE = 500;
    private static final int CLIENTS = 16;
    private static final int OF_EACH_CLIENT = 60;
    private static final int ROUNDS = 3;
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private final GuardedCluster cluster;
    private final KubernetesApi api;
    private final String image;
    private final byte[] pod;
    private String guarded = "";
    private final Table table =
            new Table("creations", "no webhook, p50 ms", "allowing", "ours", "p50 ratio", "p99 ratio", "asks");

    private ThroughApiServer(GuardedCluster cluster) {
        this.cluster = cluster;
        this.api = cluster.connect();
        this.image = cluster.delivered().push(Scenario.VERIFIED, "warm");
        this.pod = GuardedCluster.pod("p", image);
    }

    static String measure(Path cache) throws IOException {
        Path folder = Files.createTempDirectory("provgate-bench-");
        try (GuardedCluster cluster = GuardedCluster.start(folder)) {
            return new ThroughApiServer(cluster).measureAll(cache);
        } catch (TestAbortedException missing) {
            return "  (not measured: " + missing.getMessage() + ")\n";
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private String measureAll(Path cache) throws IOException {
        long begin = System.nanoTime();
        ProvgateProcess webhook = cluster.startWebhook(cache);
        awaitFirstAdmitted(begin);
        double firstSeconds = (System.nanoTime() - begin) / 1e9;
        webhook.awaitReady();
        String idle = Webhook.resident(webhook.pid());
        RegistryConversations conversations = new RegistryConversations(cluster, api);
        String counted = conversations.count();
        guarded = cluster.guardDirectly(webhook);
        for (String namespace : List.of(cluster.open(), cluster.allowed(), guarded)) {
            for (int i = 0; i < WARM_UPS; i++) {
                create(api, namespace);
            }
        }
        row("paced, 20 a second", this::paced);
        row("one after the other", this::inSequence);
        row(CLIENTS + " at once", this::atOnce);
        String loaded = Webhook.resident(webhook.pid());
        return table + """
                  Start of the process to the first Pod admitted %.1f s; resident then %s, after the load %s.

                Requests to the registry, through the API server
                %s""".formatted(firstSeconds, idle, loaded, counted);
    }

    private void awaitFirstAdmitted(long begin) {
        while (api.createAsIs(GuardedCluster.dryRun(cluster.guarded()), pod) != 201) {
            pause(BETWEEN_TRIES);
            if (System.nanoTime() - begin > START_MAX.toNanos()) {
                throw new IllegalStateException("no Pod was admitted within " + START_MAX);
            }
        }
    }

    /// How long creations in a namespace took.
    private record Place(String namespace, Latencies latencies) {
        private Place(String namespace) {
            this(namespace, new Latencies());
        }
    }

    /// Fills in how long creations took.
    private interface Measurement {
        void run(List<Place> places);
    }

    private void row(String words, Measurement measurement) {
        Place none = new Place(cluster.open());
        Place allowed = new Place(cluster.allowed());
        Place ours = new Place(guarded);
        FakeRegistry registry = cluster.registry();
        registry.forgetRequests();
        measurement.run(List.of(none, allowed, ours));
        table.row(
                words,
                "%.2f".formatted(none.latencies().millis(0.5)),
                "%.2f".formatted(allowed.latencies().millis(0.5)),
                "%.2f".formatted(ours.latencies().millis(0.5)),
                "%.2f"
                        .formatted(ours.latencies().millis(0.5)
                                / allowed.latencies().millis(0.5)),
                "%.2f"
                        .formatted(ours.latencies().millis(0.99)
                                / allowed.latencies().millis(0.99)),
                String.valueOf(registry.requests().size()));
    }

    private void paced(List<Place> places) {
        long next = System.nanoTime();
        for (int i = 0; i < PACED; i++) {
            for (Place place : places) {
                next += PACE.toNanos();
                pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
                place.latencies().add(create(api, place.namespace()));
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void inSequence(List<Place> places) {
        for (int i = 0; i < IN_SEQUENCE; i++) {
            places.forEach(place -> place.latencies().add(create(api, place.namespace())));
        }
    }

    private void atOnce(List<Place> places) {
        List<KubernetesApi> clients =
                Stream.generate(cluster::connect).limit(CLIENTS).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int round = 0; round < ROUNDS; round++) {
                places.forEach(place -> {
                    List<Future<Latencies>> running = new ArrayList<>();
                    clients.forEach(client -> running.add(threads.submit(() -> {
                        Latencies own = new Latencies();
                        for (int i = 0; i < OF_EACH_CLIENT; i++) {
                            own.add(create(client, place.namespace()));
                        }
                        return own;
                    })));
                    running.forEach(one -> place.latencies().addAll(result(one)));
                });
            }
        }
    }

    private static Latencies result(Future<Latencies> running) {
        try {
            return running.get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// @return nanoseconds until the API server's answer
    private long create(KubernetesApi client, String namespace) {
        long begin = System.nanoTime();
        int status = client.createAsIs(GuardedCluster.dryRun(namespace), pod);
        long took = System.nanoTime() - begin;
        if (status != 201) {
            throw new IllegalStateException("not admitted: HTTP " + status);
        }
        return took;
    }
}
