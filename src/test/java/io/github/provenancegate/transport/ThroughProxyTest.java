package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.ConnectProxy;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry over TLS behind a real egress proxy, whose name only the proxy can look up.
class ThroughProxyTest {
    private static final String HOST = "registry.acme.example";

    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final MockWebServer registry = new MockWebServer();
    private ConnectProxy proxy;

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        registry.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(new HeldCertificate.Builder()
                        .signedBy(authority)
                        .addSubjectAlternativeName(HOST)
                        .build())
                .build()
                .sslSocketFactory());
        registry.start(InetAddress.ofLiteral("127.0.0.1"), 0);
        proxy = ConnectProxy.startTo(registry.getPort());
    }

    @AfterEach
    void stop() {
        proxy.close();
        registry.close();
    }

    @Test
    void eachOfTheTwoGetsItsOwnCredentialAndNoOther() throws Exception {
        registry.enqueue(new MockResponse.Builder().code(200).body("fine").build());

        HttpAnswer answer = get(transport("http://me:hunter2@proxy.acme.example:" + proxy.port(), ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(proxy.heads())
                .singleElement()
                .satisfies(head -> assertThat(head)
                        .startsWith("CONNECT " + HOST + ":443 HTTP/1.1")
                        .contains("Proxy-Authorization: Basic bWU6aHVudGVyMg==")
                        .noneMatch(line -> line.contains("registry-token")));
        RecordedRequest request = registry.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer registry-token");
        assertThat(request.getHeaders().names()).doesNotContain("Proxy-Authorization");
        assertThat(request.getHandshakeServerNames()).containsExactly(HOST);
    }

    @Test
    void aHostThatAsksForTheProxysPasswordInsideTheTunnelDoesNotGetIt() throws Exception {
        registry.enqueue(new MockResponse.Builder()
                .code(407)
                .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                .build());
        registry.enqueue(new MockResponse.Builder().code(200).body("fine").build());

        HttpAnswer answer = get(transport("http://me:hunter2@proxy.acme.example:" + proxy.port(), ""));

        assertThat(answer.status()).isEqualTo(407);
        assertThat(registry.getRequestCount()).isEqualTo(1);
        assertThat(registry.takeRequest().getHeaders().names()).doesNotContain("Proxy-Authorization");
    }

    @Test
    void oneTunnelServesManyCalls() throws Exception {
        Transport transport = transport("http://proxy.acme.example:" + proxy.port(), "");
        for (int call = 0; call < 5; call++) {
            registry.enqueue(new MockResponse.Builder().code(200).body("fine").build());
            assertThat(get(transport).status()).isEqualTo(200);
        }
        assertThat(proxy.heads()).hasSize(1);
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        for (String refusal : List.of("403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway")) {
            proxy.refuse(refusal);
            assertThatThrownBy(() -> get(transport("http://proxy.acme.example:" + proxy.port(), "")))
                    .asInstanceOf(type(UndeterminedException.class))
                    .satisfies(failed -> {
                        assertThat(failed.code()).isEqualTo(ReasonCode.REGISTRY_UNREACHABLE);
                        assertThat(failed.sentence())
                                .startsWith(HOST + " through the proxy proxy.acme.example:" + proxy.port() + " ");
                    });
        }
        assertThat(registry.getRequestCount()).isZero();
    }

    @Test
    void anExemptHostIsNotAskedThroughTheProxy() throws Exception {
        assertThatThrownBy(() -> get(transport("http://proxy.acme.example:" + proxy.port(), "acme.example")))
                .isInstanceOf(UndeterminedException.class)
                .hasMessageContaining("has no address that could be found");
        assertThat(proxy.heads()).isEmpty();
    }

    @Test
    void anAddressThatTheRulesRefuseIsNotAskedThroughTheProxyEither() throws Exception {
        Transport transport = transport("http://proxy.acme.example:" + proxy.port(), "");
        for (String url : List.of("https://169.254.169.254/", "https://[::1]/")) {
            WebAddress address = WebAddress.parse(url).orElseThrow();
            assertThatThrownBy(() -> transport.send(
                            HttpCall.of(HttpCall.Method.GET, address, Destination.REFERRED, 100, "reading"), inquiry()))
                    .asInstanceOf(type(UndeterminedException.class))
                    .extracting(UndeterminedException::code)
                    .isEqualTo(ReasonCode.REGISTRY_NOT_ALLOWED);
        }
        assertThat(proxy.heads()).isEmpty();
    }

    private Transport transport(String url, String exempt) throws IOException {
        Path caFile = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        TransportSettings settings = new TransportSettings(
                List.of(),
                List.of(),
                List.of(),
                Optional.of(caFile),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                EgressProxy.of(Map.of("HTTPS_PROXY", url, "NO_PROXY", exempt)));
        return new Transport(
                settings,
                RandomGenerator.getDefault(),
                System::nanoTime,
                host -> {
                    if (host.equals("proxy.acme.example")) {
                        return List.of(InetAddress.ofLiteral("127.0.0.1"));
                    }
                    throw new UnknownHostException(host);
                },
                _ -> {});
    }

    private static HttpAnswer get(Transport transport) {
        return transport.send(
                HttpCall.of(HttpCall.Method.GET, transport.rootOf(HOST), Destination.NAMED, 100, "reading")
                        .withAuthorization(Optional.of(new Secret("Bearer registry-token"))),
                inquiry());
    }

    private static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(10), System::nanoTime), Observer.SILENT);
    }
}
