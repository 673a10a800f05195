package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.transport.TransportSettings.PlainHost;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is remembered of a host from one call to the next.
class HostMemoryTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /// Too little to wait for the end of a break.
    private static final Duration HASTY = Duration.ofSeconds(1);

    private final FakeRegistry fake = FakeRegistry.start();
    private final FakeRegistry other = FakeRegistry.start();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> avoided = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Transport transport = new Transport(
            new TransportSettings(
                    List.of(PlainHost.parse("127.0.0.1")),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(10),
                    EgressProxy.NONE),
            RandomGenerator.of("L64X128MixRandom"),
            nanoTime::get,
            host -> {
                throw new UnknownHostException(host);
            },
            this::pause);

    @AfterEach
    void stop() {
        fake.close();
        other.close();
    }

    private void pause(Duration time) {
        pauses.add(time);
        nanoTime.addAndGet(time.toNanos());
    }

    @Test
    void aHostThatAskedForPatienceIsNotAskedBefore() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "60")));
        assertThat(failure(fake).code()).isEqualTo(ReasonCode.REGISTRY_THROTTLED);
        fake.heal();
        fake.forgetRequests();

        UndeterminedException second = failure(fake);

        assertThat(second.code()).isEqualTo(ReasonCode.REGISTRY_THROTTLED);
        assertThat(second.sentence())
                .isEqualTo(fake.host() + " asked for patience and is asked again in 60 s, while reading");
        assertThat(fake.requests()).isEmpty();
        assertThat(pauses).isEmpty();
        assertThat(avoided).containsOnly(fake.host() + " THROTTLED PT1M");
        assertThat(get(other).status()).isEqualTo(404);
        nanoTime.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(get(fake).status()).isEqualTo(404);
    }

    @Test
    void whoHasTheTimeWaitsAsTheHostAsked() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "5")), "/", 1);
        assertThat(get(fake).status()).isEqualTo(404);
        assertThat(pauses).containsExactly(Duration.ofSeconds(5));

        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "30")));
        failure(fake);
        fake.heal();
        nanoTime.addAndGet(Duration.ofSeconds(28).toNanos());
        assertThat(get(fake).status()).isEqualTo(404);
        assertThat(pauses).hasSize(2).last().isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "Wed, 21 Oct 2099 07:28:00 GMT", "soon", "99999999999999999999"})
    void whatIsNoNumberOfSecondsIsNotRemembered(String value) {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", value)));
        assertThat(failure(fake).code()).isEqualTo(ReasonCode.REGISTRY_THROTTLED);
        fake.heal();
        assertThat(get(fake).status()).isEqualTo(404);
    }

    @Test
    void aDayOfPatienceIsForgottenMuchEarlier() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "86400")));
        failure(fake);
        fake.heal();
        nanoTime.addAndGet(Host.PATIENCE_MAX.toNanos());
        assertThat(get(fake).status()).isEqualTo(404);
    }

    @Test
    void aHostThatCannotBeReachedIsLeftAloneAndNoOtherWaitsForIt() {
        fake.close();
        for (int call = 0; call < Breaker.FAILURES_MAX; call++) {
            assertThat(failure(fake).sentence()).contains("refused the connection");
        }
        int paused = pauses.size();

        UndeterminedException left = failure(fake, HASTY);

        assertThat(left.code()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
        assertThat(left.sentence())
                .startsWith(fake.host() + " could not be reached 5 times in a row and is asked again in 1 s");
        assertThat(pauses).hasSize(paused);
        assertThat(avoided).isNotEmpty().allMatch(line -> line.startsWith(fake.host() + " UNREACHABLE PT"));
        assertThat(get(other).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aGatewaysWordCountsAndTheFirstAnswerClosesTheBreaker(int status) {
        fake.spoil(new FakeRegistryDefect.Status(status));
        for (int call = 0; call < Breaker.FAILURES_MAX; call++) {
            assertThat(failure(fake).sentence()).contains("answered HTTP " + status);
        }
        fake.heal();
        assertThat(failure(fake, HASTY).sentence()).contains("is asked again in");
        nanoTime.addAndGet(Breaker.FIRST_BREAK.toNanos());
        assertThat(get(fake).status()).isEqualTo(404);
        assertThat(get(fake).status()).isEqualTo(404);
    }

    @Test
    void whoHasTheTimeWaitsForTheEndOfABreak() {
        fake.spoil(new FakeRegistryDefect.Status(503));
        for (int call = 0; call < Breaker.FAILURES_MAX; call++) {
            failure(fake);
        }
        fake.heal();
        pauses.clear();
        assertThat(get(fake).status()).isEqualTo(404);
        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause)
                        .isBetween(Breaker.FIRST_BREAK.multipliedBy(3).dividedBy(4), Breaker.FIRST_BREAK));
    }

    @Test
    void internalErrorsNonsenseAndRefusalsShutNobodyOff() {
        for (FakeRegistryDefect defect : List.of(
                new FakeRegistryDefect.Status(500),
                new FakeRegistryDefect.Status(401),
                new FakeRegistryDefect.EndlessBody())) {
            fake.spoil(defect);
            for (int call = 0; call <= Breaker.FAILURES_MAX; call++) {
                try {
                    get(fake);
                } catch (UndeterminedException failed) {
                    assertThat(failed.sentence()).doesNotContain("is asked again");
                }
            }
            fake.heal();
        }
        assertThat(get(fake).status()).isEqualTo(404);
        assertThat(avoided).isEmpty();
    }

    @Test
    void aCallerWithoutTimeToConnectSaysNothingAboutTheHost() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket one = new Socket();
                Socket two = new Socket()) {
            one.connect(full.getLocalSocketAddress());
            two.connect(full.getLocalSocketAddress());
            HttpCall call = call("http://127.0.0.1:" + full.getLocalPort() + "/", Destination.NAMED);
            for (int hurried = 0; hurried <= Breaker.FAILURES_MAX; hurried++) {
                assertThatThrownBy(() -> transport.send(call, inquiry(Duration.ofMillis(100))))
                        .asInstanceOf(type(UndeterminedException.class))
                        .extracting(UndeterminedException::code)
                        .isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
            }
            assertThat(avoided).isEmpty();
        }
    }

    @Test
    void hostsThatAnswersNamePushNoneOutThatAPolicyNamed() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "60")));
        failure(fake);
        fake.heal();
        for (int other = 0; other <= Hosts.HOSTS_MAX; other++) {
            HttpCall call = call("https://h" + other + ".example/", Destination.REFERRED);
            assertThatThrownBy(() -> transport.send(call, inquiry(Duration.ofMillis(50))))
                    .isInstanceOf(UndeterminedException.class);
        }
        assertThat(failure(fake).code()).isEqualTo(ReasonCode.REGISTRY_THROTTLED);
    }

    @Test
    void whoOnlyRefersToAHostDoesNotShutItOffForThoseWhoNameIt() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "60")));
        assertThatThrownBy(() -> transport.send(call(fake, Destination.REFERRED), inquiry()))
                .isInstanceOf(UndeterminedException.class);
        fake.heal();
        assertThat(get(fake).status()).isEqualTo(404);
    }

    @Test
    void callsBeyondThePlacesOfAHostWaitForOneUntilTheirDeadline() throws Exception {
        fake.spoil(new FakeRegistryDefect.Silence());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<HttpAnswer>> silent = new ArrayList<>();
            for (int call = 0; call < Host.IN_FLIGHT_MAX; call++) {
                silent.add(CompletableFuture.supplyAsync(
                        () -> transport.send(call(fake, Destination.NAMED), inquiry(Duration.ofSeconds(3))), threads));
            }
            while (fake.requests().size() < Host.IN_FLIGHT_MAX) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> transport.send(call(fake, Destination.NAMED), inquiry(Duration.ofMillis(50))))
                    .asInstanceOf(type(UndeterminedException.class))
                    .satisfies(late -> {
                        assertThat(late.code()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
                        assertThat(late.sentence()).contains("behind 64 other calls to " + fake.host());
                    });
            assertThat(get(other).status()).isEqualTo(404);
            assertThat(silent).allSatisfy(call -> assertThat(call).failsWithin(LONG));
        }
        fake.heal();
        assertThat(get(fake).status()).isEqualTo(404);
    }

    private HttpAnswer get(FakeRegistry registry) {
        return transport.send(call(registry, Destination.NAMED), inquiry());
    }

    private UndeterminedException failure(FakeRegistry registry) {
        return failure(registry, LONG);
    }

    private UndeterminedException failure(FakeRegistry registry, Duration time) {
        try {
            HttpAnswer answer = transport.send(call(registry, Destination.NAMED), inquiry(time));
            throw new AssertionError("answered " + answer.status());
        } catch (UndeterminedException failed) {
            return failed;
        }
    }

    private static HttpCall call(FakeRegistry registry, Destination destination) {
        return call("http://" + registry.host() + "/v2/", destination);
    }

    private static HttpCall call(String url, Destination destination) {
        return HttpCall.of(HttpCall.Method.GET, WebAddress.parse(url).orElseThrow(), destination, 1000, "reading");
    }

    private Inquiry inquiry() {
        return inquiry(LONG);
    }

    private Inquiry inquiry(Duration time) {
        return new Inquiry(Deadline.after(time, System::nanoTime), new Observer() {
            @Override
            public void avoided(String host, NamedBy namedBy, Avoidance why, Duration remaining) {
                synchronized (avoided) {
                    avoided.add(host + " " + why + " " + remaining);
                }
            }
        });
    }
}
