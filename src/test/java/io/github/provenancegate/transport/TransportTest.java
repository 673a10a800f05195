package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.transport.TransportSettings.PlainHost;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportTest {
    private final FakeRegistry fake = FakeRegistry.start();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final List<Observer.Request> observed = new ArrayList<>();
    private final Transport transport = transport(PlainHost.parse("127.0.0.1"));

    @AfterEach
    void stop() {
        fake.close();
    }

    private Transport transport(PlainHost plain) {
        return new Transport(
                new TransportSettings(
                        List.of(plain),
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
                pauses::add);
    }

    private HttpAnswer get(String url) {
        return transport.send(call(HttpCall.Method.GET, url), inquiry());
    }

    private static HttpCall call(HttpCall.Method method, String url) {
        WebAddress address = WebAddress.parse(url).orElseThrow();
        return HttpCall.of(method, address, Destination.NAMED, 1000, "reading");
    }

    private Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(5), System::nanoTime), new Observer() {
            @Override
            public void requested(Request request) {
                observed.add(request);
            }
        });
    }

    private static void assertUndetermined(ThrowingCallable question, ReasonCode code) {
        assertThatThrownBy(question)
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo(code);
                    assertThat(failed.sentence()).contains("while reading").doesNotContain("secret");
                });
    }

    private String url() {
        return "http://" + fake.host() + "/v2/?secret";
    }

    @Test
    void eachRequestIsObserved() {
        get(url());
        assertThat(observed).singleElement().satisfies(request -> {
            assertThat(request.host()).isEqualTo(fake.host());
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.outcome()).isEqualTo("404");
        });
    }

    @Test
    void aFailureIsObservedWithEachAttempt() {
        fake.close();
        assertUndetermined(() -> get(url()), ReasonCode.REGISTRY_UNREACHABLE);
        assertThat(observed)
                .extracting(Observer.Request::outcome)
                .containsExactly("REGISTRY_UNREACHABLE", "REGISTRY_UNREACHABLE", "REGISTRY_UNREACHABLE");
    }

    @Test
    void pausesBetweenAttemptsGrowAndAreSpread() {
        fake.spoil(new FakeRegistryDefect.Status(503));
        assertUndetermined(() -> get(url()), ReasonCode.REGISTRY_UNREACHABLE);
        assertThat(pauses)
                .satisfiesExactly(
                        first -> assertThat(first).isBetween(Duration.ofMillis(50), Duration.ofMillis(100)),
                        second -> assertThat(second).isBetween(Duration.ofMillis(100), Duration.ofMillis(200)));
    }

    @Test
    void theWaitThatTheHostAsksForIsKept() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "2")), "/", 1);
        get(url());
        assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void aWaitThatOutlastsTheDeadlineIsNotBegun() {
        fake.spoil(new FakeRegistryDefect.Status(429, Map.of("Retry-After", "5")));
        assertUndetermined(() -> get(url()), ReasonCode.REGISTRY_THROTTLED);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aPostIsNotRepeated() {
        fake.spoil(new FakeRegistryDefect.Status(503));
        assertUndetermined(
                () -> transport.send(call(HttpCall.Method.POST, url()), inquiry()), ReasonCode.REGISTRY_UNREACHABLE);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void aRedirectIsAnAnswer() {
        fake.spoil(new FakeRegistryDefect.RedirectTo("/v2/elsewhere"));
        assertThat(get(url()).status()).isEqualTo(307);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void aBodyThatTricklesIsCutOffLongBeforeTheDeadline() {
        Digest blob = fake.pushBlob("app", new byte[900]);
        fake.spoil(new FakeRegistryDefect.SlowBody(Duration.ofMillis(1)));
        AtomicLong seconds = new AtomicLong();
        Inquiry patient = new Inquiry(
                Deadline.after(Duration.ofDays(1), () -> seconds.getAndIncrement() * 1_000_000_000L), Observer.SILENT);
        assertUndetermined(
                () -> transport.send(
                        call(HttpCall.Method.GET, "http://" + fake.host() + "/v2/app/blobs/" + blob), patient),
                ReasonCode.REGISTRY_MISBEHAVED);
    }

    @Test
    void withoutTimeNothingIsSent() {
        Inquiry over = new Inquiry(Deadline.after(Duration.ZERO, System::nanoTime), Observer.SILENT);
        assertThatThrownBy(() -> transport.send(call(HttpCall.Method.GET, url()), over))
                .asInstanceOf(type(UndeterminedException.class))
                .extracting(UndeterminedException::code)
                .isEqualTo(ReasonCode.DEADLINE_EXCEEDED);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aNameThatNobodyKnowsIsUnreachable() {
        assertUndetermined(() -> get("https://nowhere.example/"), ReasonCode.REGISTRY_UNREACHABLE);
    }

    @Test
    void aHostThatTakesUpNoConnectionIsUnreachableAndNotLate() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket first = new Socket();
                Socket second = new Socket()) {
            first.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
            second.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
            assertUndetermined(
                    () -> get("http://127.0.0.1:" + full.getLocalPort() + "/"), ReasonCode.REGISTRY_UNREACHABLE);
        }
    }

    @Test
    void aServerThatSpeaksNoHttpMisbehaves() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> greetLikeAMailServer(server));
            assertUndetermined(
                    () -> get("http://127.0.0.1:" + server.getLocalPort() + "/"), ReasonCode.REGISTRY_MISBEHAVED);
        }
    }

    private static void greetLikeAMailServer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("220 mail.example ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // the test is over, or the client has gone
            }
        }
    }

    @Test
    void aHostThatSpeaksNoTlsIsSaidToBePlain() throws IOException {
        Transport allowed = new Transport(
                new TransportSettings(
                        List.of(),
                        List.of(),
                        List.of(TransportSettings.AllowedAddress.parse("127.0.0.1=127.0.0.1")),
                        Optional.empty(),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        EgressProxy.NONE),
                RandomGenerator.getDefault(),
                System::nanoTime);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> greetLikeAMailServer(server));
            HttpCall call = call(HttpCall.Method.GET, "https://127.0.0.1:" + server.getLocalPort() + "/");
            assertThatThrownBy(() -> allowed.send(call, inquiry()))
                    .asInstanceOf(type(UndeterminedException.class))
                    .satisfies(failed -> {
                        assertThat(failed.code()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
                        assertThat(failed.sentence()).contains("--plain-http");
                    });
        }
    }

    @Test
    void aHostThatIsNotNamedAsPlainIsNotAskedWithoutTls() {
        assertUndetermined(() -> get("http://registry.example/"), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertUndetermined(
                () -> transport(PlainHost.parse("127.0.0.1:1")).send(call(HttpCall.Method.GET, url()), inquiry()),
                ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(observed).isEmpty();
    }

    @Test
    void anAddressOfThisMachineIsNotContactedOverTlsEither() {
        assertUndetermined(() -> get("https://[::1]/"), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertUndetermined(() -> get("https://169.254.169.254/"), ReasonCode.REGISTRY_NOT_ALLOWED);
        assertThat(observed).isEmpty();
    }

    @Test
    void whatIsSecretInACallIsNeverPrinted() {
        HttpCall call = call(HttpCall.Method.POST, url())
                .withAuthorization(Optional.of(new Secret("Bearer secret")))
                .withForm(List.of(new HttpCall.FormField("refresh_token", new Secret("secret"))));
        assertThat(call.toString()).doesNotContain("secret");
    }
}
