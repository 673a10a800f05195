package io.github.provenancegate.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ControlPlaneExtension.class)
class ControlPlaneIT {
    private final ControlPlane controlPlane;
    private final KubernetesApi api;
    private String namespace = "";

    ControlPlaneIT(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        api = controlPlane.api();
    }

    @BeforeEach
    void aNamespaceOfItsOwn() {
        namespace = controlPlane.createNamespace("harness");
    }

    @Test
    void aPodIsAdmittedAndStaysPending() {
        assertThat(api.create(pods(), pod("web")).code()).isEqualTo(201);

        var pod = api.get(pods() + "/web").expectSuccess().body();
        assertThat(pod.at("/status/phase").asText()).isEqualTo("Pending");
        assertThat(pod.at("/spec/nodeName").isMissingNode()).isTrue();
    }

    @Test
    void aDeploymentGetsItsReplicaSetAndItsPod() {
        var applied = controlPlane.kubectl().apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: main, image: registry.example/web}]}
                """.formatted(namespace));
        assertThat(applied.expectSuccess().stdout()).isEqualTo("deployment.apps/web created\n");

        var owner = api.awaitItem(pods(), _ -> true).at("/metadata/ownerReferences/0");
        assertThat(owner.path("kind").asText()).isEqualTo("ReplicaSet");
        assertThat(owner.path("name").asText()).startsWith("web-");
    }

    @Test
    void kubectlSaysWhatTheApiServerRefused() {
        var refused = controlPlane.kubectl().apply("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {}}");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.stderr()).contains("spec.containers: Required value");
    }

    @Test
    void theAuditLogHoldsThePodAsItWasSent() {
        api.create(pods(), pod("seen")).expectSuccess();

        var events = controlPlane.auditEvents(
                event -> event.at("/objectRef/namespace").asText().equals(namespace));
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(
                                event.at("/requestObject/metadata/name").asText())
                        .isEqualTo("seen"));
    }

    @Test
    void aWebhookIsAskedFromInstallationToRemovalInItsNamespacesAlone(@TempDir Path folder) {
        var elsewhere = controlPlane.createNamespace("elsewhere");
        var nobody = URI.create("https://%s:%d/validate".formatted(Loopback.ADDRESS, Loopback.freePort()));
        var configuration = WebhookConfiguration.failing(nobody, TestCertificates.createIn(folder), namespace);

        try (var _ = configuration.installOn(controlPlane)) {
            var refused = api.create(pods(), pod("web"));
            assertThat(refused.code()).isEqualTo(500);
            assertThat(refused.message())
                    .contains("failed calling webhook \"verify.provenance-gate.github.io\"", nobody + "?timeout=10s");
            api.create("/api/v1/namespaces/%s/pods".formatted(elsewhere), pod("web"))
                    .expectSuccess();
        }
        api.create(pods(), pod("web")).expectSuccess();

        try (var _ = configuration.withFailurePolicy("Ignore").installOn(controlPlane)) {
            api.create(pods(), pod("ignored")).expectSuccess();
        }
    }

    @Test
    void aWebhookCanSeeAnotherUserThanTheAdministrator() {
        var nobody = api.as("nobody");
        assertThat(nobody.create(pods(), pod("web")).reason()).isEqualTo("Forbidden");

        var node = api.as("system:node:n1", "system:nodes", "system:masters");
        node.create(pods(), pod("mirror")).expectSuccess();
        var event = controlPlane
                .auditEvents(seen -> seen.at("/objectRef/namespace").asText().equals(namespace)
                        && seen.at("/responseStatus/code").asInt() == 201)
                .getFirst();
        assertThat(event.at("/impersonatedUser/username").asText()).isEqualTo("system:node:n1");
    }

    private String pods() {
        return "/api/v1/namespaces/%s/pods".formatted(namespace);
    }

    private static String pod(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec: {containers: [{name: main, image: registry.example/web}]}
                """.formatted(name);
    }
}
