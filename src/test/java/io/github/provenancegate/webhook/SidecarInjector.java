package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ForeignWebhook;
import io.github.provenancegate.harness.TestCertificates;
import java.time.Duration;
import java.util.Base64;

/// Another team's mutating webhook, which the API server asks after ours (in the order of their names): it adds a
/// container to each Pod whose name begins with [#PREFIX] and has none of it yet.
final class SidecarInjector implements AutoCloseable {
    static final String PREFIX = "injected-";

    private static final String COLLECTION = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String NAME = "zz-sidecar-injector";
    private static final Duration ACTIVE_MAX = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final ForeignWebhook webhook;

    private SidecarInjector(ControlPlane plane, ForeignWebhook webhook) {
        this.plane = plane;
        this.webhook = webhook;
    }

    /// Returns once the API server asks it about the namespace's Pods.
    ///
    /// @param image of the container that is added
    static SidecarInjector installOn(
            ControlPlane plane, PodNamespace namespace, TestCertificates certificates, String image) {
        SidecarInjector injector =
                new SidecarInjector(plane, ForeignWebhook.start(certificates, review -> response(review, image)));
        plane.api()
                .create(COLLECTION, """
                        metadata: {name: %1$s}
                        webhooks:
                        - name: sidecar.injector.example
                          clientConfig: {url: "%2$s", caBundle: "%3$s"}
                          sideEffects: None
                          admissionReviewVersions: [v1]
                          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %4$s}}
                          matchConditions: [{name: mine, expression: "object.metadata.name.startsWith('%5$s')"}]
                        """.formatted(
                        NAME,
                        injector.webhook.url(),
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

    private static String response(String review, String image) {
        String patch = review.contains("\"sidecar\"") ? "[]" : """
                [{"op": "add", "path": "/spec/containers/-", "value": {"name": "sidecar", "image": "%s"}}]""".formatted(image);
        return """
                "allowed": true, "patchType": "JSONPatch", "patch": "%s\"""".formatted(Base64.getEncoder().encodeToString(patch.getBytes(UTF_8)));
    }

    @Override
    public void close() {
        plane.api().delete(COLLECTION + "/" + NAME).expectSuccess();
        webhook.close();
    }
}
