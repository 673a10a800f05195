package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.UnixOperatingSystemMXBean;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The packaged webhook as its network sees it.
@TestInstance(Lifecycle.PER_CLASS)
class ServedHttpIT {
    private final String policy;
    /// Half of what this process may have open, where that is less.
    private static final int IDLE_CONNECTIONS = (int) Math.min(
            10_000,
            ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class).getMaxFileDescriptorCount() / 2);

    private final ProvgateProcess webhook;
    private final HttpClient client;

    ServedHttpIT(@TempDir Path folder) throws IOException {
        policy =
                Files.writeString(folder.resolve("policy.yaml"), Reviews.POLICY).toString();
        webhook = ProvgateProcess.serve("--policy", policy, "--pin-tags", "verified");
        client = HttpClient.newBuilder()
                .sslContext(webhook.certificates().clientTrust().sslContext())
                .build();
    }

    @AfterAll
    void close() {
        client.close();
        webhook.close();
    }

    @ParameterizedTest
    @EnumSource
    void aReviewIsAnsweredOverEachVersionOfHttpThatApiServersSpeak(HttpClient.Version version) throws Exception {
        // Service backends are called by HTTP/1.1, URLs by HTTP/2
        HttpResponse<String> response = client.send(
                post(Reviews.create("elsewhere.example/x", "UPPER"))
                        .version(version)
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.statusCode()).isEqualTo(200);
        var answer = new ObjectMapper().readTree(response.body()).path("response");
        assertThat(answer.path("uid").asText()).isEqualTo("u-1");
        assertThat(answer.path("allowed").booleanValue()).isFalse();
        assertThat(answer.at("/status/message").asText()).contains("container \"c1\": UPPER: ERROR IMAGE_INVALID: ");
        assertThat(answer.at("/warnings/0").asText())
                .contains("container \"c0\": ERROR NO_POLICY_MATCHES: elsewhere.example/x: ");
    }

    /// A Service's clients speak HTTP/1.1 and would else pay for TLS in each review.
    @Test
    void aConnectionIsKeptForTheNextReview() throws IOException {
        assertThat(connectionsForThreeReviews()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/validate", "/warn", "/mutate"})
    void whatIsNoReviewIsRefusedByItsHead(String path) throws Exception {
        assertThat(status(HttpRequest.newBuilder(webhook.https(path)))).isEqualTo(405);
        assertThat(status(post(path, new byte[0]).uri(webhook.https(path + "/more"))))
                .isEqualTo(404);
        assertThat(status(post(path, new byte[0]).setHeader("Content-Type", "text/plain")))
                .isEqualTo(415);
        assertThat(status(post(path, new byte[0]).header("Content-Encoding", "gzip")))
                .isEqualTo(415);
        assertThat(status(post(path, "[]".getBytes(UTF_8)))).isEqualTo(400);
        assertThat(status(post(path, new byte[0]).header("X-Long", "x".repeat(9_000))))
                .isEqualTo(431);
        assertThat(status(post(path, Reviews.create("elsewhere.example/x")))).isEqualTo(200);
    }

    @Test
    void aPathThatIsNotAskedForIsNotServed() throws Exception {
        assertThat(status(post("/", new byte[0]))).isEqualTo(404);
        try (ProvgateProcess plain = ProvgateProcess.serve("--policy", policy)) {
            HttpClient other = HttpClient.newBuilder()
                    .sslContext(plain.certificates().clientTrust().sslContext())
                    .build();
            HttpRequest mutate = post("/mutate", Reviews.create("elsewhere.example/x"))
                    .uri(plain.https("/mutate"))
                    .build();
            assertThat(other.send(mutate, BodyHandlers.ofString()))
                    .returns(404, HttpResponse::statusCode)
                    .returns("this path is not served: see --pin-tags\n", HttpResponse::body);
            other.close();
        }
    }

    @Test
    void aBodyThatStopsComingIsRefusedAtTheDeadlineAndOthersAreServedMeanwhile() throws IOException {
        HandshakeCertificates trust = webhook.certificates().clientTrust();
        URI uri = webhook.validate();
        try (Socket slow = trust.sslSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            slow.setSoTimeout(60_000);
            slow.getOutputStream()
                    .write(("POST /validate?timeout=2s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n{")
                            .getBytes(UTF_8));
            slow.getOutputStream().flush();
            assertThat(connectionsForThreeReviews()).isEqualTo(1);
            // the server closes: the rest of the body is not waited for
            assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .endsWith("the body did not arrive in time\n");
        }
    }

    @Test
    void tenThousandIdleConnectionsKeepNobodyFromBeingServed() throws Exception {
        URI uri = webhook.validate();
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(new Socket(uri.getHost(), uri.getPort()));
            }
            assertThat(connectionsForThreeReviews()).isEqualTo(1);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws Exception {
        // whoever waits for "100 Continue" hears the refusal before the body is on its way
        assertThat(status(post(new byte[(32 << 20) + 1])
                        .version(HttpClient.Version.HTTP_1_1)
                        .expectContinue(true)))
                .isEqualTo(413);
        assertThat(status(post(Reviews.create("elsewhere.example/x")))).isEqualTo(200);
    }

    @Test
    void probesAndMetricsAnswerOnTheirOwnPortAlone() throws Exception {
        assertThat(body(webhook.management("/q/health/live"))).contains("\"UP\"");
        assertThat(body(webhook.management("/q/health/ready")))
                .contains("\"reviews\"", "\"tls\"", "\"policies\": 1")
                .doesNotContain("DOWN");
        assertThat(status(post(Reviews.create("elsewhere.example/x")))).isEqualTo(200);
        assertThat(metrics())
                .contains(
                        "provgate_reviews_total{decision=\"warn\"}",
                        "provgate_verdicts_total{decision=\"warn\",reason=\"NO_POLICY_MATCHES\",status=\"ERROR\"}",
                        "provgate_reviews_in_flight 0.0",
                        "provgate_body_bytes_in_flight 0.0");
        assertThat(status(HttpRequest.newBuilder(webhook.https("/q/metrics")))).isEqualTo(404);
        assertThat(status(HttpRequest.newBuilder(webhook.https("/q/health")))).isEqualTo(404);
    }

    @Test
    void eachReviewLeavesOneLineInTheLog() throws Exception {
        byte[] review = new String(Reviews.create("elsewhere.example/x"), UTF_8)
                .replace("\"u-1\"", "\"one-of-its-own\\n\\u001b[31m\"")
                .getBytes(UTF_8);
        assertThat(status(post(review))).isEqualTo(200);
        assertThat(webhook.log().lines().filter(line -> line.contains("one-of-its-own")))
                .singleElement()
                .asString()
                .contains("\"decision\":\"warn\"", "NO_POLICY_MATCHES")
                .doesNotContain("\u001b");
    }

    private int connectionsForThreeReviews() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        HandshakeCertificates trust = webhook.certificates().clientTrust();
        OkHttpClient kept = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .eventListener(new EventListener() {
                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        connections.incrementAndGet();
                    }
                })
                .build();
        for (int review = 0; review < 3; review++) {
            Request request = new Request.Builder()
                    .url(webhook.validate().toURL())
                    .post(RequestBody.create(Reviews.create("elsewhere.example/x"), MediaType.get("application/json")))
                    .build();
            try (Response response = kept.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.body().string()).contains("\"allowed\":true");
            }
        }
        return connections.get();
    }

    private HttpRequest.Builder post(byte[] body) {
        return post("/validate", body);
    }

    private HttpRequest.Builder post(String path, byte[] body) {
        return HttpRequest.newBuilder(webhook.https(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
    }

    private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private String metrics() throws IOException, InterruptedException {
        return body(webhook.management("/q/metrics"));
    }

    private String body(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
