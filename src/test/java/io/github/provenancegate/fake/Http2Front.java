package io.github.provenancegate.fake;

import io.github.provenancegate.transport.EgressProxy;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;

/// Serves a [FakeRegistry] as large registries are served: over TLS, HTTP/2 where the client wants it, under a
/// name, and from far away.
public final class Http2Front implements AutoCloseable {
    private static final String NAME = "registry.acme.example";

    /// What belongs to one connection is not carried over to the next.
    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "content-length", "transfer-encoding");

    private final FakeRegistry behind;
    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private final MockWebServer server = new MockWebServer();
    private final HttpClient within = HttpClient.newHttpClient();
    private final FaultProxy connections;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private volatile Duration latency = Duration.ZERO;

    /// @param begin,end nanoseconds of the monotonic clock
    private record Exchange(long begin, long end) {}

    private Http2Front(FakeRegistry behind, List<Protocol> protocols) throws IOException {
        this.behind = behind;
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName(NAME)
                .build();
        server.setProtocols(protocols);
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.setServerSocketFactory(new PromptSockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                long begin = System.nanoTime();
                Thread.sleep(latency);
                MockResponse answer = forward(request);
                exchanges.add(new Exchange(begin, System.nanoTime()));
                return answer;
            }
        });
        server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
        this.connections = FaultProxy.to(server.getPort());
    }

    /// With HTTP/2 or 1.1, as the client likes.
    public static Http2Front of(FakeRegistry registry) {
        return serving(registry, List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
    }

    /// With HTTP/1.1 alone.
    public static Http2Front ofHttp1(FakeRegistry registry) {
        return serving(registry, List.of(Protocol.HTTP_1_1));
    }

    private static Http2Front serving(FakeRegistry registry, List<Protocol> protocols) {
        try {
            return new Http2Front(registry, protocols);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Its name and port, as image references have it.
    public String host() {
        return NAME + ":" + connections.port();
    }

    /// Makes each answer come this much later.
    public void setLatency(Duration perRequest) {
        this.latency = perRequest;
    }

    public void forgetExchanges() {
        exchanges.clear();
    }

    /// How many round trips the exchanges since then took: the most of them of which each began after the one
    /// before had ended. Only where the latency is longer than what a client does between two exchanges.
    public int roundTrips() {
        int count = 0;
        long end = Long.MIN_VALUE;
        for (Exchange exchange : exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::end))
                .toList()) {
            if (exchange.begin() >= end) {
                count++;
                end = exchange.end();
            }
        }
        return count;
    }

    /// The connections to it, to be counted and spoilt.
    public FaultProxy connections() {
        return connections;
    }

    /// The real way out, which knows its address and trusts its authority.
    ///
    /// @param folder where the authority's certificate is written
    public Transport transport(Path folder) {
        return transport(folder, TransportSettings.DEFAULT.connectTimeout());
    }

    /// The same with another time-out for connecting.
    public Transport transport(Path folder, Duration connectTimeout) {
        return transport(folder, connectTimeout, TransportSettings.DEFAULT.requestTimeout());
    }

    /// The same with another time-out for a whole answer as well.
    public Transport transport(Path folder, Duration connectTimeout, Duration requestTimeout) {
        try {
            Path file = writeAuthority(folder);
            return new Transport(
                    new TransportSettings(
                            List.of(),
                            List.of(TransportSettings.ResolvedHost.parse(host() + ":127.0.0.1")),
                            List.of(),
                            Optional.of(file),
                            connectTimeout,
                            requestTimeout,
                            EgressProxy.NONE),
                    RandomGenerator.getDefault(),
                    System::nanoTime);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Writes the certificate of its authority.
    ///
    /// @return the file, `authority.pem`
    public Path writeAuthority(Path folder) throws IOException {
        return Files.writeString(folder.resolve("authority.pem"), authority.certificatePem());
    }

    private MockResponse forward(RecordedRequest request) throws InterruptedException {
        HttpRequest.Builder inner = HttpRequest.newBuilder(URI.create("http://" + behind.host() + request.getTarget()))
                .method(
                        request.getMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(Optional.ofNullable(request.getBody())
                                .map(body -> body.toByteArray())
                                .orElse(new byte[0])));
        Optional.ofNullable(request.getHeaders().get("Authorization"))
                .ifPresent(value -> inner.header("Authorization", value));
        try {
            HttpResponse<byte[]> answer = within.send(inner.build(), HttpResponse.BodyHandlers.ofByteArray());
            Headers.Builder headers = new Headers.Builder();
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name) && !name.startsWith(":")) {
                    values.forEach(
                            value -> headers.add(name, value.replace("http://" + behind.host(), "https://" + host())));
                }
            });
            return new MockResponse.Builder()
                    .code(answer.statusCode())
                    .headers(headers.build())
                    .body(new Buffer().write(answer.body()))
                    .build();
        } catch (IOException gone) {
            return new MockResponse.Builder().code(502).build();
        }
    }

    @Override
    public void close() {
        connections.close();
        server.close();
        within.close();
    }
}
