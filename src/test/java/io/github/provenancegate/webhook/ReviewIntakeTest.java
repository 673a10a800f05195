package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Observer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The door on a real server; behind it stands the resource without the framework around it.
class ReviewIntakeTest {
    private static final String IMAGE = "registry.example/a" + Reviews.DIGEST;
    private static final Load ROOMY = new Load(10, 64L << 20);

    private static Vertx vertx;
    private static HttpClient client;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<HttpServer> servers = new ArrayList<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        for (HttpServer server : servers) {
            server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aReviewIsAnsweredOverBothVersionsOfHttp() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
                HttpResponse<String> response = client.send(
                        post(uri, "application/json", Reviews.create(IMAGE))
                                .version(version)
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("content-type")).contains("application/json");
                JsonNode answer = new ObjectMapper().readTree(response.body());
                assertThat(answer.at("/response/uid").textValue()).isEqualTo("u-1");
                assertThat(answer.at("/response/allowed").booleanValue()).isFalse();
                assertThat(answer.at("/response/status/reason").textValue()).isEqualTo("NO_SIG");
            }
        }
        assertThat(ROOMY.reviews()).isZero();
        assertThat(ROOMY.bytes()).isZero();
    }

    @Test
    void onlyPostIsServed() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("allow")).contains("POST");
        }
    }

    @Test
    void anotherPathIsNotFound() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        assertThat(status(post(uri.resolve("/validate/more"), "application/json", Reviews.create(IMAGE))))
                .isEqualTo(404);
        assertThat(status(post(uri.resolve("/"), "application/json", Reviews.create(IMAGE))))
                .isEqualTo(404);
    }

    @Test
    void onlyPlainJsonIsRead() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        byte[] body = Reviews.create(IMAGE);
        for (String type :
                List.of("text/plain", "application/yaml", "application/jsonx", "application/json; charset=latin1")) {
            assertThat(status(post(uri, type, body))).as(type).isEqualTo(415);
        }
        for (String type : List.of("application/json; charset=utf-8", "Application/JSON")) {
            assertThat(status(post(uri, type, body))).as(type).isEqualTo(200);
        }
        assertThat(status(post(uri, "application/json", body).header("Content-Encoding", "gzip")))
                .isEqualTo(415);
        assertThat(status(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body))))
                .isEqualTo(415);
        assertThat(meters.get("provgate.reviews.refused")
                        .tag("code", "415")
                        .counter()
                        .count())
                .isEqualTo(6);
    }

    @Test
    void whatIsNoReviewIsABadRequest() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        for (String body : List.of("", "{", "{}", "[]", "\uFEFF{}")) {
            HttpResponse<String> response = client.send(
                    post(uri, "application/json", body.getBytes(UTF_8)).build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(response.body()).isNotBlank();
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefusedByItsLengthOrOnItsWay() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        assertThat(raw(uri, head("Content-Length: 33554433"))).startsWith("HTTP/1.1 413");
        byte[] large = new byte[(32 << 20) + 1];
        try {
            assertThat(status(HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .version(HttpClient.Version.HTTP_1_1)
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))))
                    .isEqualTo(413);
        } catch (IOException closedWhileSending) {
            // the client may meet the closed connection before it reads the answer; the count tells
            assertThat(closedWhileSending).isNotNull();
        }
        assertThat(meters.get("provgate.reviews.refused")
                        .tag("code", "413")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(ROOMY.bytes()).isZero();
    }

    @Test
    void loadThatDoesNotFitIsShedForTheApiServerToTryAgain() throws Exception {
        URI full = serve(new Load(0, 1 << 20), Reviews.THREADS);
        HttpResponse<String> response = client.send(
                post(full, "application/json", Reviews.create(IMAGE)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("1");

        Load narrow = new Load(10, 100);
        URI few = serve(narrow, Reviews.THREADS);
        assertThat(status(post(few, "application/json", Reviews.create(IMAGE)))).isEqualTo(429);
        assertThat(status(HttpRequest.newBuilder(few)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Reviews.create(IMAGE))))))
                .isEqualTo(429);
        assertThat(narrow.reviews()).isZero();
        assertThat(narrow.bytes()).isZero();
    }

    @Test
    void aLongBodyIsLetPassBeforeItsReviewIsShedSoThatItsSenderSeesTheAnswer() throws Exception {
        URI full = serve(new Load(0, 1 << 20), Reviews.THREADS);
        for (int i = 0; i < 10; i++) {
            assertThat(status(post(full, "application/json", new byte[8 << 20]).version(HttpClient.Version.HTTP_1_1)))
                    .isEqualTo(429);
        }
    }

    @Test
    void aHeaderThatIsTooLongIsRefused() throws Exception {
        URI uri = serve(ROOMY, Reviews.THREADS);
        assertThat(raw(uri, head("X-Long: " + "x".repeat(9_000)))).startsWith("HTTP/1.1 431");
    }

    @Test
    void aReviewInProgressKeepsItsPlace() throws Exception {
        Load one = new Load(1, 1 << 20);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Executor held = review -> Reviews.THREADS.execute(() -> {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            review.run();
        });
        URI uri = serve(one, held);
        var first = client.sendAsync(
                post(uri, "application/json", Reviews.create(IMAGE)).build(), BodyHandlers.ofString());
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(status(post(uri, "application/json", Reviews.create(IMAGE)))).isEqualTo(429);
        go.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private URI serve(Load load, Executor threads) throws Exception {
        ReviewMetrics metrics = new ReviewMetrics(meters);
        PodReview podReview = Reviews.podReview(
                Reviews.verifier((_, _, _) -> List.of()), () -> Reviews.policies(Reviews.POLICY), Reviews.THREADS);
        Reviewer reviewer = new Reviewer(podReview, _ -> Asker.OURSELVES, Announcer.SILENT, metrics, Observer.SILENT);
        Router router = Router.router(vertx);
        ReviewIntake intake = new ReviewIntake(load, metrics, Duration.ofSeconds(20), System::nanoTime, Tracing.OFF);
        intake.open(router, ReviewIntake.VALIDATE);
        router.route(ReviewIntake.VALIDATE)
                .handler(context -> context.request()
                        .body()
                        .onSuccess(body -> threads.execute(() -> resource(reviewer, metrics, context, body))));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/validate?timeout=10s");
    }

    private static void resource(Hook hook, ReviewMetrics metrics, RoutingContext context, Buffer body) {
        Response response = ReviewResource.answer(
                hook, metrics, ReviewIntake.arriving(context).orElseThrow(), new ByteArrayInputStream(body.getBytes()));
        response.getStringHeaders().forEach((name, values) -> context.response().putHeader(name, values));
        byte[] answer = response.getEntity() instanceof byte[] json
                ? json
                : String.valueOf(response.getEntity()).getBytes(UTF_8);
        context.response().setStatusCode(response.getStatus()).end(Buffer.buffer(answer));
    }

    private static HttpRequest.Builder post(URI uri, String type, byte[] body) {
        return HttpRequest.newBuilder(uri).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
    }

    private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String head(String header) {
        return "POST /validate?timeout=1s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + header
                + "\r\n\r\n";
    }

    /// What comes back until the server closes the connection.
    private static String raw(URI uri, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), uri.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
