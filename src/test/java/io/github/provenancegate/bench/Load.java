package io.github.provenancegate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;

/// So many clients, each with a connection of its own, of which each asks as soon as it was answered.
final class Load implements AutoCloseable {
    private static final String ADMITTED = "\"allowed\":true";

    private final ExecutorService threads;
    private final List<KeptConnection> connections = new ArrayList<>();

    Load(URI server, SSLSocketFactory trust, int clients) {
        threads = Executors.newFixedThreadPool(clients);
        try {
            for (int i = 0; i < clients; i++) {
                connections.add(KeptConnection.to(server, trust));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Asks until the time is over or so many answers have come to each client.
    ///
    /// @param answersMax for each client
    /// @throws IllegalStateException when an answer does not admit
    Latencies run(byte[] request, Duration time, int answersMax) {
        long end = System.nanoTime() + time.toNanos();
        List<Future<Latencies>> clients = connections.stream()
                .map(connection -> threads.submit(() -> ask(connection, request, end, answersMax)))
                .toList();
        Latencies all = new Latencies();
        try {
            for (Future<Latencies> client : clients) {
                all.addAll(client.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return all;
    }

    private static Latencies ask(KeptConnection connection, byte[] request, long end, int answersMax)
            throws IOException {
        Latencies latencies = new Latencies();
        for (long begin = System.nanoTime(); begin < end && latencies.count() < answersMax; ) {
            String answer = new String(connection.send(request), StandardCharsets.UTF_8);
            long now = System.nanoTime();
            if (!answer.contains(ADMITTED)) {
                throw new IllegalStateException("not admitted: " + answer);
            }
            latencies.add(now - begin);
            begin = now;
        }
        return latencies;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            for (KeptConnection connection : connections) {
                connection.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
