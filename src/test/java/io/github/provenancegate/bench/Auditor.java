package io.github.provenancegate.bench;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryImages;
import io.github.provenancegate.fake.Http2Front;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Command;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The command line as an auditor waits for it: the packaged launcher, from the start of its process to its
/// end.
final class Auditor {
    private static final int IMAGES = 500;

    /// The command's own default.
    private static final int CONCURRENCY = 16;

    private static final Duration ROUND_TRIP = Duration.ofMillis(50);
    private static final int STARTS = 7;
    private static final Duration RUN_MAX = Duration.ofMinutes(5);
    private static final Map<String, String> TOKEN = Map.of("CHAINGUARD_TOKEN", "token");
    private static final Path LAUNCHER = Path.of("target/provgate").toAbsolutePath();

    /// Where the launcher looks for it.
    private static final Path CACHE = Path.of("target/provgate.aot").toAbsolutePath();

    private final FakeRegistry registry;
    private final Http2Front front;
    private final FakeChainguard chainguard;
    private final Path folder;
    private final Table table = new Table("", "seconds", "bound, s", "requests", "heap, MiB");

    private Auditor(FakeRegistry registry, Http2Front front, FakeChainguard chainguard, Path folder) {
        this.registry = registry;
        this.front = front;
        this.chainguard = chainguard;
        this.folder = folder;
    }

    static String measure() throws IOException {
        Path folder = Files.createTempDirectory("provgate-bench");
        try (FakeRegistry registry = FakeRegistry.start();
                Http2Front front = Http2Front.of(registry);
                FakeChainguard chainguard = FakeChainguard.start()) {
            registry.allow(FakeRegistryAccess.Bearer.anonymous());
            return new Auditor(registry, front, chainguard, folder).measureAll();
        } finally {
            Files.deleteIfExists(CACHE);
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private String measureAll() throws IOException {
        deliver();
        Files.deleteIfExists(CACHE);
        starts("");
        StartUpCache.ofCommand(CACHE, verify(1), TOKEN);
        starts(", AOT cache");
        front.setLatency(ROUND_TRIP);
        for (int images : List.of(IMAGES / 5, IMAGES)) {
            cold(images);
        }
        return table + "  bound: requests / " + CONCURRENCY + " x " + ROUND_TRIP.toMillis()
                + " ms round trip; start-up aims at 0.35 s and 0.7 s, the organisation at 1.3 x its bound\n";
    }

    private void deliver() throws IOException {
        VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
        DeliveredImages delivery = new DeliveredImages(ImageStore.of(registry), sigstore);
        Digest base = new Digest("a".repeat(64));
        chainguard.trust("token");
        chainguard.addGroup(DeliveredImages.ORGANIZATION, DeliveredImages.ORGANIZATION_ID);
        for (int i = 0; i < IMAGES; i++) {
            String name = "image-%03d".formatted(i);
            String path = DeliveredImages.ORGANIZATION + "/" + name;
            Digest image = registry.images(path)
                    .image(name, Map.of(), Map.of(FakeRegistryImages.BASE_DIGEST, base.toString()));
            delivery.sign(path, image, DeliveredImages.SYNCER);
            registry.tag(path, "latest", image);
            chainguard.addRepository(
                    DeliveredImages.ORGANIZATION_ID, DeliveredImages.ORGANIZATION_ID + "/%016x".formatted(i), name);
        }
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        front.writeAuthority(folder);
    }

    private void starts(String with) {
        table.row("--version" + with, median(() -> run(List.of("--version"))), "", "", "");
        table.row("verify, one image" + with, median(() -> run(verify(1))), "", "", "");
    }

    /// Nothing is known to the process, no connection stands, no code is compiled.
    private void cold(int images) throws IOException {
        registry.forgetRequests();
        Path log = folder.resolve("gc.log");
        long before = System.nanoTime();
        StartUpCache.java(List.of("-Xlog:gc:file=" + log, "-XX:TieredStopAtLevel=1"), verify(images), TOKEN);
        double seconds = (System.nanoTime() - before) / 1e9;
        int requests = registry.requests().size();
        table.row(
                images + " images, cold, delivery",
                "%.1f".formatted(seconds),
                "%.1f".formatted(requests / (double) CONCURRENCY * ROUND_TRIP.toMillis() / 1000),
                String.valueOf(requests),
                String.valueOf(heapAfterCollection(log)));
    }

    /// The most that lived after any collection, of lines that end with `12M->7M(30M) 3.1ms`.
    private static int heapAfterCollection(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("M->"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll(".*->([0-9]+)M\\(.*", "$1")))
                    .max()
                    .orElse(0);
        }
    }

    private List<String> verify(int images) {
        return List.of(
                "verify",
                "--customer-org",
                DeliveredImages.ORGANIZATION,
                "--limit",
                String.valueOf(images),
                "--identities",
                DeliveredImages.SYNCER_ID,
                "--registry",
                front.host(),
                "--resolve",
                front.host() + ":127.0.0.1",
                "--ca-file",
                folder.resolve("authority.pem").toString(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--chainguard-api",
                chainguard.address().toString(),
                "--plain-http",
                "127.0.0.1",
                "--csv",
                folder.resolve("kept.csv").toString(),
                "-o",
                "json");
    }

    private Outcome run(List<String> arguments) {
        return Command.of(Stream.concat(Stream.of(LAUNCHER.toString()), arguments.stream())
                        .toList())
                .with(TOKEN)
                .run(RUN_MAX)
                .expectSuccess();
    }

    private static String median(Runnable start) {
        long[] nanos = IntStream.range(0, STARTS)
                .mapToLong(_ -> {
                    long before = System.nanoTime();
                    start.run();
                    return System.nanoTime() - before;
                })
                .toArray();
        Arrays.sort(nanos);
        return "%.2f".formatted(nanos[STARTS / 2] / 1e9);
    }
}
