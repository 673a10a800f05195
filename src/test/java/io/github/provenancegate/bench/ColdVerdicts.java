package io.github.provenancegate.bench;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.Http2Front;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verdict.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How long it takes to judge an image of which nothing is known, at a registry that is some way off: over TLS
/// and HTTP/2, with a token; the connection and the token are there, and so is compiled code.
final class ColdVerdicts {
    private static final List<Duration> LATENCIES =
            Stream.of(0, 20, 50).map(Duration::ofMillis).toList();

    /// Until the engine's code is compiled.
    private static final int WARM_UP = 150;

    private static final int MEASURED = 21;

    private final FakeRegistry registry;
    private final SignedRepository images;
    private final Http2Front front;
    private final Engine engine;
    private final Table table = new Table(
            "digest reference, delivery, base optional",
            "added per request",
            "round trips",
            "p50 ms",
            "max ms",
            "aim, ms");

    private ColdVerdicts(FakeRegistry registry, Http2Front front, Path folder) {
        VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
        this.registry = registry;
        this.front = front;
        this.images = new SignedRepository(registry, sigstore);
        this.engine = Engine.over(front.transport(folder), sigstore);
    }

    static String measure() throws IOException {
        Path folder = Files.createTempDirectory("provgate-bench");
        try (FakeRegistry registry = FakeRegistry.start();
                Http2Front front = Http2Front.of(registry)) {
            registry.allow(FakeRegistryAccess.Bearer.anonymous());
            return new ColdVerdicts(registry, front, folder).measureAll();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private String measureAll() {
        row("legacy", Layout.LEGACY);
        row("bundle", Layout.BUNDLE);
        int connections = front.connections().accepted();
        return table + "  over " + connections + (connections == 1 ? " connection" : " connections") + " in all, with "
                + registry.requests().stream()
                        .filter(request -> request.target().startsWith("/token"))
                        .count()
                + " token\n";
    }

    private enum Layout {
        LEGACY,
        BUNDLE
    }

    private Digest signed(Layout layout, String seed) {
        return switch (layout) {
            case LEGACY -> images.legacy(seed);
            case BUNDLE -> images.bundle(seed);
        };
    }

    private void row(String words, Layout layout) {
        front.setLatency(Duration.ZERO);
        IntStream.range(0, WARM_UP).forEach(i -> verdict(signed(layout, layout + " warm " + i)));
        for (Duration latency : LATENCIES) {
            List<Digest> fresh = IntStream.range(0, MEASURED)
                    .mapToObj(i -> signed(layout, layout + " " + latency + " " + i))
                    .toList();
            front.setLatency(latency);
            front.forgetExchanges();
            long[] nanos = fresh.stream().mapToLong(this::verdict).sorted().toArray();
            int roundTrips = Math.ceilDiv(front.roundTrips(), MEASURED);
            table.row(
                    words,
                    latency.toMillis() + " ms",
                    latency.isZero() ? "" : Integer.toString(roundTrips),
                    millis(nanos[nanos.length / 2]),
                    millis(Arrays.stream(nanos).max().orElseThrow()),
                    "<= " + (3 * latency.toMillis() + 20));
        }
    }

    private long verdict(Digest image) {
        String reference = front.host() + "/" + SignedRepository.PATH + "@" + image;
        long before = System.nanoTime();
        Judgement judgement = engine.examine(reference, SignedRepository.DELIVERY);
        long took = System.nanoTime() - before;
        if (!judgement.verdict().status().name().equals("DELIVERY_VERIFIED")) {
            throw new IllegalStateException(reference + ": " + judgement.verdict());
        }
        return took;
    }

    private static String millis(long nanos) {
        return "%.1f".formatted(nanos / 1e6);
    }
}
