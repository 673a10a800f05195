package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Another team's mutating webhook, which the API server asks after ours (in the order of their names): it adds a
/// container to each Pod whose name begins with [#PREFIX] and has none of it yet.
final class SidecarInjector implements AutoCloseable {
    static final String PREFIX = "injected-";

    private static final String COLLECTION = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String NAME = "zz-sidecar-injector";
    private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");
    private static final Duration ACTIVE_MAX = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final String image;
    private final Vertx vertx = Vertx.vertx();

    /// @param image of the container that is added
    private SidecarInjector(ControlPlane plane, String image) {
        this.plane = plane;
        this.image = image;
    }

    /// Returns once the API server asks it about the namespace's Pods.
    static SidecarInjector installOn(
            ControlPlane plane, PodNamespace namespace, TestCertificates certificates, String image) {
        SidecarInjector injector = new SidecarInjector(plane, image);
        HttpServer server = injector.serve(certificates);
        plane.api()
                .create(COLLECTION, """
                        metadata: {name: %1$s}
                        webhooks:
                        - name: sidecar.injector.example
                          clientConfig: {url: "https://127.0.0.1:%2$d/", caBundle: "%3$s"}
                          sideEffects: None
                          admissionReviewVersions: [v1]
                          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %4$s}}
                          matchConditions: [{name: mine, expression: "object.metadata.name.startsWith('%5$s')"}]
                        """.formatted(
                        NAME,
                        server.actualPort(),
                        Base64.getEncoder()
                                .encodeToString(certificates.authorityPem().getBytes(UTF_8)),
                        namespace.name(),
                        PREFIX))
                .expectSuccess();
        Await.until(
                "the injector is asked",
                ACTIVE_MAX,
                () -> plane.api()
                                .create(
                                        namespace.path("pods?dryRun=All"),
                                        "{metadata: {name: " + PREFIX
                                                + "probe}, spec: {containers: [{name: a, image: \"" + image + "\"}]}}")
                                .body()
                                .at("/spec/containers")
                                .size()
                        == 2);
        return injector;
    }

    private HttpServer serve(TestCertificates certificates) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.certificate().toString())
                                .setKeyPath(certificates.key().toString())))
                .requestHandler(this::inject)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void inject(HttpServerRequest request) {
        request.body().onSuccess(review -> {
            Matcher uid = UID.matcher(review.toString());
            String patch = review.toString().contains("\"sidecar\"") ? "[]" : """
                    [{"op": "add", "path": "/spec/containers/-", "value": {"name": "sidecar", "image": "%s"}}]""".formatted(image);
            request.response().putHeader("Content-Type", "application/json").end("""
                    {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response":
                     {"uid": "%s", "allowed": true, "patchType": "JSONPatch", "patch": "%s"}}
                    """.formatted(
                            uid.find() ? uid.group(1) : "", Base64.getEncoder().encodeToString(patch.getBytes(UTF_8))));
        });
    }

    @Override
    public void close() {
        plane.api().delete(COLLECTION + "/" + NAME).expectSuccess();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
