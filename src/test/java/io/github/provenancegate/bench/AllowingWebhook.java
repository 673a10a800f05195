package io.github.provenancegate.bench;

import io.github.provenancegate.harness.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A webhook that looks at nothing and allows everything: what an API server's call itself costs. On the HTTP
/// server that the product runs on, so that what differs is the product.
final class AllowingWebhook implements AutoCloseable {
    private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    AllowingWebhook(TestCertificates certificates) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.certificate().toString())
                                .setKeyPath(certificates.key().toString())))
                .requestHandler(AllowingWebhook::allow);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private static void allow(HttpServerRequest request) {
        request.body()
                .onSuccess(review -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer(review)));
    }

    private static String answer(Buffer review) {
        Matcher uid = UID.matcher(review.toString());
        return "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"response\":{\"uid\":\""
                + (uid.find() ? uid.group(1) : "") + "\",\"allowed\":true}}";
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + server.actualPort() + "/validate");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
