package io.github.provenancegate.bench;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/// The packaged webhook under load over HTTPS, as a process of its own: reviews of a Pod whose image it has
/// seen before, beside reviews that it only parses and allows. Both are asked in turns, so that what else the
/// machine does hits both alike; the ratio is the figure to look at.
final class Webhook {
    private static final List<Integer> CLIENTS = List.of(1, 16, 64);
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofMillis(1_500);

    /// Warm by count, bounded in time.
    private static final int WARM_UPS = 4_000;

    private static final int WARM_UP_CLIENTS = 4;
    private static final Duration WARM_UP_MAX = Duration.ofSeconds(20);

    private static final String EXCLUDED = "sandbox-1";

    private final ProvgateProcess server;
    private final FakeRegistry registry;
    private final SSLSocketFactory trust;
    private final byte[] excluded;
    private final byte[] known;
    private final byte[] byTag;
    private final Table table = new Table(
            "clients", "review", "p50 ms", "p99 ms", "reviews/s", "server CPU ms", "p50 ratio", "p99 ratio", "asks");

    private Webhook(ProvgateProcess server, FakeRegistry registry, String image) {
        this.server = server;
        this.registry = registry;
        this.trust = server.certificates().clientTrust().sslSocketFactory();
        this.excluded = KeptConnection.request(server.validate(), Reviews.create(EXCLUDED, image, 2, 12));
        this.known = KeptConnection.request(server.validate(), Reviews.create("shop", image, 2, 12));
        this.byTag = KeptConnection.request(
                server.validate(), Reviews.create("shop", image.replaceFirst("@.*", ":latest"), 2, 12));
    }

    /// As the image starts a server.
    static List<String> javaOptions(Path cache) {
        return List.of(
                "-XX:AOTCache=" + cache,
                "-XX:MaxRAM=384m",
                "-XX:MaxRAMPercentage=40",
                "-XX:Tier4InvocationThreshold=1000",
                "-XX:Tier4MinInvocationThreshold=120",
                "-XX:Tier4CompileThreshold=3000",
                "-XX:ReservedCodeCacheSize=48m");
    }

    static String measure(Path cache) throws IOException {
        Path folder = Files.createTempDirectory("provgate-bench-");
        try (FakeRegistry registry = FakeRegistry.start()) {
            VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
            DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
            String image = delivered.push(Scenario.VERIFIED);
            Path root = Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
            Path policy = Files.writeString(
                    folder.resolve("policy.yaml"),
                    delivered.policy(
                            "delivery",
                            "  baseDigest: optional\n  namespaces: {exclude: [\"sandbox-*\"]}\n  mode: enforce\n"));
            long begin = System.nanoTime();
            try (ProvgateProcess server = ProvgateProcess.serveOn(
                    javaOptions(cache),
                    "--policy",
                    policy.toString(),
                    "--trust-root",
                    root.toString(),
                    "--plain-http",
                    registry.host())) {
                double readySeconds = (System.nanoTime() - begin) / 1e9;
                return new Webhook(server, registry, image).measure(readySeconds);
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private String measure(double readySeconds) throws IOException {
        double readyCpuSeconds = cpuMillis() / 1e3;
        String readyMemory = resident(server.pid());
        try (Load load = new Load(server.validate(), trust, WARM_UP_CLIENTS)) {
            load.run(excluded, WARM_UP_MAX, WARM_UPS / WARM_UP_CLIENTS);
            load.run(known, WARM_UP_MAX, WARM_UPS / WARM_UP_CLIENTS);
        }
        for (int clients : CLIENTS) {
            measure(clients);
        }
        return table + """
                  (asks: requests to the registry for each review: none for a known digest, one for a tag, which is
                  resolved in each review. Registry and clients share the cores with the server.)
                  Start to ready %.1f s (CPU %.1f s); resident when ready %s, after the load %s.
                """.formatted(readySeconds, readyCpuSeconds, readyMemory, resident(server.pid()));
    }

    private void measure(int clients) {
        Measured allowed = new Measured();
        Measured digest = new Measured();
        Measured tag = new Measured();
        try (Load load = new Load(server.validate(), trust, clients)) {
            for (int round = 0; round < ROUNDS; round++) {
                allowed.add(load, excluded);
                digest.add(load, known);
                tag.add(load, byTag);
            }
        }
        row(clients, "parsed and allowed", allowed, allowed);
        row(clients, "known image, by digest", digest, allowed);
        row(clients, "known image, by tag", tag, allowed);
    }

    /// What the rounds of one kind of review have taken so far.
    private final class Measured {
        private final Latencies latencies = new Latencies();
        private double cpuMillis;
        private long asks;

        private void add(Load load, byte[] request) {
            double before = cpuMillis();
            registry.forgetRequests();
            latencies.addAll(load.run(request, ROUND, Integer.MAX_VALUE));
            cpuMillis += cpuMillis() - before;
            asks += registry.requests().size();
        }
    }

    private void row(int clients, String review, Measured measured, Measured allowed) {
        Latencies latencies = measured.latencies;
        table.row(
                String.valueOf(clients),
                review,
                "%.2f".formatted(latencies.millis(0.5)),
                "%.2f".formatted(latencies.millis(0.99)),
                "%.0f".formatted(latencies.count() / (ROUNDS * ROUND.toMillis() / 1e3)),
                "%.2f".formatted(measured.cpuMillis / latencies.count()),
                "%.2f".formatted(latencies.millis(0.5) / allowed.latencies.millis(0.5)),
                "%.2f".formatted(latencies.millis(0.99) / allowed.latencies.millis(0.99)),
                "%.2f".formatted((double) measured.asks / latencies.count()));
    }

    /// CPU time of the server so far: unlike latencies it does not grow when other processes want the same
    /// cores.
    private double cpuMillis() {
        return ProcessHandle.of(server.pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e6;
    }

    /// What of a process is in memory. Pages of files (jar, start-up cache, libraries) the kernel takes back under
    /// a memory limit, so only the rest can hit it.
    static String resident(long pid) {
        return "%d MiB (%d of them files)".formatted(mebibytes(pid, "VmRSS:"), mebibytes(pid, "RssFile:"));
    }

    private static long mebibytes(long pid, String field) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
