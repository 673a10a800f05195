package io.github.provenancegate.harness;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody else's admission webhook, on the HTTP server that the product runs on: where both are measured, what
/// differs is the product.
public final class ForeignWebhook implements AutoCloseable {
    private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final UnaryOperator<String> response;
    private final HttpServer server;

    private ForeignWebhook(TestCertificates certificates, UnaryOperator<String> response) {
        this.response = response;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(Loopback.ADDRESS)
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.certificate().toString())
                                .setKeyPath(certificates.key().toString())))
                .requestHandler(this::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /// Listens at a port of its own.
    ///
    /// @param response from a review to the fields of its response as JSON, without the uid
    public static ForeignWebhook start(TestCertificates certificates, UnaryOperator<String> response) {
        return new ForeignWebhook(certificates, response);
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String review = body.toString();
            Matcher uid = UID.matcher(review);
            request.response().putHeader("Content-Type", "application/json").end("""
                    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"%s",%s}}""".formatted(
                            uid.find() ? uid.group(1) : "", response.apply(review)));
        });
    }

    public URI url() {
        return URI.create("https://" + Loopback.ADDRESS + ":" + server.actualPort() + "/");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
