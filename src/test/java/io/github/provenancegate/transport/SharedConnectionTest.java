package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.ConnectionFault;
import io.github.provenancegate.fake.ConnectionFault.Point;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.Http2Front;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that begin together where there is no connection yet.
class SharedConnectionTest {
    private static final int CALLS = 20;

    private final FakeRegistry fake = FakeRegistry.start();
    private final Http2Front front = Http2Front.of(fake);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        front.close();
        fake.close();
    }

    private static String outcome(Transport transport, String host, Duration budget) {
        WebAddress address = transport.rootOf(host);
        try {
            HttpAnswer answer = transport.send(
                    HttpCall.of(HttpCall.Method.GET, address, Destination.NAMED, 100, "reading"),
                    new Inquiry(Deadline.after(budget, System::nanoTime), Observer.SILENT));
            return Integer.toString(answer.status());
        } catch (UndeterminedException undetermined) {
            return undetermined.code().name();
        }
    }

    private List<String> burst(Transport transport, Duration budget) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(CALLS);
        Callable<String> question = () -> {
            together.await();
            return outcome(transport, front.host(), budget);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads
                    .invokeAll(IntStream.range(0, CALLS).mapToObj(_ -> question).toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @Test
    void aFirstBurstSharesTheConnectionThatOneCallOpens() throws InterruptedException {
        assertThat(burst(front.transport(folder), Duration.ofSeconds(20))).containsOnly("404");
        assertThat(front.connections().accepted()).isEqualTo(1);
    }

    @Test
    void whenTheFirstConnectionIsResetTheOthersDoNotWaitForItsNextAttempt() throws InterruptedException {
        front.connections().spoil(new ConnectionFault.ResetAfter(new Point.Bytes(0)), 1);
        assertThat(burst(front.transport(folder), Duration.ofSeconds(20))).containsOnly("404");
    }

    @Test
    void behindAFirstConnectionThatHangsTheOthersOpenTheirOwn() throws InterruptedException {
        front.connections().spoil(new ConnectionFault.HalfOpen(), 1);
        Transport transport = front.transport(folder, Duration.ofMillis(200));
        assertThat(burst(transport, Duration.ofSeconds(3)))
                .containsOnly("404", "DEADLINE_EXCEEDED")
                .containsOnlyOnce("DEADLINE_EXCEEDED");
    }

    @Test
    void aHostWithoutHttp2GetsAConnectionForEachCall() throws InterruptedException {
        try (Http2Front old = Http2Front.ofHttp1(fake)) {
            Transport transport = old.transport(folder);
            CyclicBarrier inside = new CyclicBarrier(2); // two calls are answered while both are there
            fake.spoil(_ -> {
                await(inside);
                return Optional.empty();
            });
            Callable<String> question = () -> outcome(transport, old.host(), Duration.ofSeconds(20));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                assertThat(threads.invokeAll(List.of(question, question)))
                        .extracting(Future::resultNow)
                        .containsOnly("404");
            }
            assertThat(old.connections().accepted()).isEqualTo(2);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aCallerThatIsStoppedWhileItWaitsForAnothersConnectionEnds() throws Exception {
        front.connections().spoil(new ConnectionFault.HalfOpen());
        Transport transport = front.transport(folder, Duration.ofMinutes(5));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> question = () -> outcome(transport, front.host(), Duration.ofMinutes(20));
            Future<String> first = threads.submit(question);
            while (front.connections().accepted() < 1) {
                Thread.onSpinWait();
            }
            Future<String> second = threads.submit(question);
            threads.shutdownNow();
            assertThat(List.of(first.get(), second.get())).containsOnly("DEADLINE_EXCEEDED");
        }
    }

    @Test
    void aClosedIdleConnectionHasAnotherInItsPlace() {
        Transport transport = front.transport(folder);
        assertThat(outcome(transport, front.host(), Duration.ofSeconds(20))).isEqualTo("404");
        transport.closeIdle();
        assertThat(outcome(transport, front.host(), Duration.ofSeconds(20))).isEqualTo("404");
        assertThat(front.connections().accepted()).isEqualTo(2);
    }
}
