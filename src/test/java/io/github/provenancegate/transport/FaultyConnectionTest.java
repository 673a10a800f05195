package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.ConnectionFault;
import io.github.provenancegate.fake.ConnectionFault.Point;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FaultProxy;
import io.github.provenancegate.fake.Http2Front;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a call whose connection is at fault, whatever the host behind it would say.
class FaultyConnectionTest {
    /// Longer than any answer takes here, and short enough to be waited out.
    private static final Duration HASTY = Duration.ofMillis(700);

    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final FakeRegistry fake = FakeRegistry.start();
    private final Digest blob = fake.pushBlob("acme/app", new byte[900]);
    private final FaultProxy proxy = FaultProxy.to(fake.port());
    private final Transport plain = PlainHttp.transport(proxy.host());

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        proxy.close();
        fake.close();
    }

    private String outcome(Transport transport, String host, Duration budget) {
        WebAddress address =
                transport.rootOf(host).resolve("/v2/acme/app/blobs/" + blob).orElseThrow();
        try {
            HttpAnswer answer = transport.send(
                    HttpCall.of(HttpCall.Method.GET, address, Destination.NAMED, 1000, "reading"),
                    new Inquiry(Deadline.after(budget, System::nanoTime), Observer.SILENT));
            return Integer.toString(answer.status());
        } catch (UndeterminedException undetermined) {
            return undetermined.code().name();
        }
    }

    @Test
    void anAnswerThatComesLateIsTaken() {
        proxy.spoil(new ConnectionFault.Delay(Duration.ofMillis(50)));
        assertThat(outcome(plain, proxy.host(), PATIENT)).isEqualTo("200");
    }

    static Stream<ConnectionFault> silences() {
        return Stream.of(
                new ConnectionFault.HalfOpen(),
                new ConnectionFault.LossAfter(new Point.Bytes(20)),
                new ConnectionFault.LossAfter(new Point.BytesOfBody(0)),
                new ConnectionFault.LossAfter(new Point.BytesOfBody(300)),
                new ConnectionFault.TrickleAfter(new Point.Bytes(20), Duration.ofMillis(20)),
                new ConnectionFault.TrickleAfter(new Point.BytesOfBody(300), Duration.ofMillis(20)));
    }

    /// Never "unreachable", which a policy may let pass: the host took up the connection.
    @ParameterizedTest
    @MethodSource("silences")
    void aHostThatFallsSilentIsWaitedForUntilTheDeadline(ConnectionFault silence) {
        proxy.spoil(silence);
        assertThat(outcome(plain, proxy.host(), HASTY)).isEqualTo("DEADLINE_EXCEEDED");
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of(new Point.Bytes(0), "REGISTRY_UNREACHABLE"),
                Arguments.of(new Point.Bytes(20), "REGISTRY_UNREACHABLE"),
                Arguments.of(new Point.BytesOfBody(0), "REGISTRY_UNREACHABLE"),
                Arguments.of(new Point.BytesOfBody(300), "REGISTRY_UNREACHABLE"));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aConnectionThatIsResetEachTimeIsSaid(Point point, String code) {
        proxy.spoil(new ConnectionFault.ResetAfter(point));
        assertThat(outcome(plain, proxy.host(), PATIENT)).isEqualTo(code);
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void aConnectionThatIsResetOnceIsMadeAnew(Point point) {
        proxy.spoil(new ConnectionFault.ResetAfter(point), 1);
        assertThat(outcome(plain, proxy.host(), PATIENT)).isEqualTo("200");
    }

    @Test
    void aHandshakeThatIsNeverAnsweredEndsAtTheDeadline() {
        try (Http2Front front = Http2Front.of(fake)) {
            front.connections().spoil(new ConnectionFault.HalfOpen());
            assertThat(outcome(front.transport(folder), front.host(), HASTY)).isEqualTo("DEADLINE_EXCEEDED");
        }
    }

    @ParameterizedTest
    @MethodSource("handshakeBytes")
    void aHandshakeThatIsResetIsUnreachableAndOneAfterItIsTaken(long bytes) {
        try (Http2Front front = Http2Front.of(fake)) {
            Transport transport = front.transport(folder);
            front.connections().spoil(new ConnectionFault.ResetAfter(new Point.Bytes(bytes)));
            assertThat(outcome(transport, front.host(), PATIENT)).isEqualTo("REGISTRY_UNREACHABLE");
            front.connections().heal();
            assertThat(outcome(transport, front.host(), PATIENT)).isEqualTo("200");
        }
    }

    static List<Long> handshakeBytes() {
        return List.of(0L, 10L, 500L);
    }

    @Test
    void aSharedConnectionThatTheNetworkHasForgottenIsGivenUpSoon() {
        try (Http2Front front = Http2Front.of(fake)) {
            Transport transport = front.transport(folder);
            assertThat(outcome(transport, front.host(), PATIENT)).isEqualTo("200");
            front.connections().forgetConnections();
            assertThat(outcome(transport, front.host(), HASTY)).isEqualTo("DEADLINE_EXCEEDED");
            Instant end = Instant.now().plusSeconds(20);
            String outcome = "";
            while (!outcome.equals("200") && Instant.now().isBefore(end)) {
                outcome = outcome(transport, front.host(), HASTY);
            }
            assertThat(outcome).isEqualTo("200");
            assertThat(front.connections().accepted()).isEqualTo(2);
        }
    }

    @Test
    void aKeptConnectionWhoseEndGotLostCostsOneCallAndNoMore() {
        proxy.spoil(new ConnectionFault.EndIsLost());
        assertThat(outcome(plain, proxy.host(), PATIENT)).isEqualTo("200");
        proxy.forgetConnections();
        proxy.heal();
        assertThat(outcome(plain, proxy.host(), HASTY)).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(outcome(plain, proxy.host(), PATIENT)).isEqualTo("200");
    }

    @Test
    void aSharedConnectionThatTheNetworkHasForgottenCostsNoCallThatHasTimeLeft() throws Exception {
        try (Http2Front front = Http2Front.of(fake);
                var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            Transport transport = front.transport(folder, HASTY, HASTY);
            assertThat(outcome(transport, front.host(), PATIENT)).isEqualTo("200");
            front.connections().forgetConnections();
            var outcomes = calls.invokeAll(Collections.nCopies(8, () -> outcome(transport, front.host(), PATIENT)));
            assertThat(outcomes).extracting(Future::get).containsOnly("200");
        }
    }

    @Test
    void keptConnectionsThatTheNetworkHasForgottenCostNoCallThatHasTimeLeft() {
        Transport transport =
                new Transport(PlainHttp.settings(proxy.host(), HASTY), RandomGenerator.getDefault(), System::nanoTime);
        proxy.spoil(new ConnectionFault.EndIsLost());
        assertThat(outcome(transport, proxy.host(), PATIENT)).isEqualTo("200");
        proxy.forgetConnections();
        proxy.heal();
        assertThat(outcome(transport, proxy.host(), PATIENT)).isEqualTo("200");
        assertThat(proxy.accepted()).isEqualTo(2);
    }
}
