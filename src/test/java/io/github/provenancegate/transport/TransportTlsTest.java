package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.transport.TransportSettings.ResolvedHost;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom we believe to be the host that we asked for.
class TransportTlsTest {
    private static final String HOST = "registry.acme.example";

    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve(HeldCertificate certificate) throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    private HeldCertificate.Builder signed() {
        return new HeldCertificate.Builder().signedBy(authority).addSubjectAlternativeName(HOST);
    }

    private Transport trustingAuthority() throws IOException {
        return transport(Optional.of(Files.writeString(folder.resolve("ca.pem"), authority.certificatePem())));
    }

    private Transport transport(Optional<Path> caFile) {
        return new Transport(
                new TransportSettings(
                        List.of(),
                        List.of(ResolvedHost.parse(HOST + ":" + server.getPort() + ":127.0.0.1")),
                        List.of(),
                        caFile,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        EgressProxy.NONE),
                RandomGenerator.getDefault(),
                System::nanoTime);
    }

    private HttpAnswer get(Transport transport) {
        WebAddress address = transport.rootOf(HOST + ":" + server.getPort());
        return transport.send(
                HttpCall.of(HttpCall.Method.GET, address, Destination.NAMED, 100, "reading"),
                new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT));
    }

    private void assertUntrusted(Transport transport) {
        assertThatThrownBy(() -> get(transport))
                .asInstanceOf(type(UndeterminedException.class))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
                    assertThat(failed.sentence()).contains("certificate", "--ca-file");
                });
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aHostUnderAnAuthorityOfTheFileIsAskedUnderItsNameAtTheGivenAddress() throws Exception {
        serve(signed().build());
        server.enqueue(new MockResponse.Builder().code(200).body("fine").build());
        assertThat(get(trustingAuthority()).status()).isEqualTo(200);
        RecordedRequest request = server.takeRequest();
        assertThat(request.getUrl().host()).isEqualTo(HOST);
        assertThat(request.getHandshakeServerNames()).containsExactly(HOST);
        assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void aHostUnderAnotherAuthorityIsNotAsked() throws IOException {
        serve(signed().build());
        assertUntrusted(transport(Optional.empty()));
    }

    @Test
    void aHostWithTheCertificateOfAnotherIsNotAsked() throws IOException {
        serve(new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("other.example")
                .build());
        assertUntrusted(trustingAuthority());
    }

    @Test
    void aHostWithAnExpiredCertificateIsNotAsked() throws IOException {
        serve(signed().validityInterval(0, TimeUnit.DAYS.toMillis(1)).build());
        assertUntrusted(trustingAuthority());
    }

    @Test
    void aBurstUsesOneConnectionOfHttp2() throws Exception {
        serve(signed().build());
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        IntStream.range(0, 21)
                .forEach(_ ->
                        server.enqueue(new MockResponse.Builder().body("fine").build()));
        Transport transport = trustingAuthority();
        get(transport);
        Callable<HttpAnswer> question = () -> get(transport);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(
                            IntStream.range(0, 20).mapToObj(_ -> question).toList()))
                    .allSatisfy(answer -> assertThat(answer.get().status()).isEqualTo(200));
        }
        for (int exchange = 0; exchange < 21; exchange++) {
            assertThat(server.takeRequest().getConnectionIndex()).isZero();
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefused() throws IOException {
        server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> transport(Optional.of(empty))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transport(Optional.of(folder.resolve("missing.pem"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.pem");
    }
}
