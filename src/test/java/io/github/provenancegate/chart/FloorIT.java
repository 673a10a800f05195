package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.KubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the chart's ValidatingAdmissionPolicies hold inside a real API server, while no replica lives, and whom they
/// let through. Everybody here may do everything by RBAC.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class FloorIT {
    private static final Duration ACTING_MAX = Duration.ofSeconds(60);

    private static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/";
    private static final String POLICIES = "/apis/provenance-gate.github.io/v1alpha1/provenancepolicies";
    private static final String DIGEST = "@sha256:" + "ab".repeat(32);

    private final ControlPlane plane;
    private final KubernetesApi tenant;
    private String namespace = "";
    private String floor = "";

    FloorIT(ControlPlane plane) {
        this.plane = plane;
        tenant = plane.api().as("tenant", "acme:tenants");
    }

    @BeforeAll
    void aClusterWithTheFloor(@TempDir Path home) {
        Definitions.install(plane);
        namespace = plane.createNamespace("tenant");
        for (var name : new String[] {"acme:tenants", "acme:platform"}) {
            plane.kubectl().run("create", "clusterrolebinding", name, "--clusterrole=cluster-admin", "--group=" + name);
        }
        plane.kubectl()
                .run(
                        "create",
                        "clusterrolebinding",
                        "floor-accounts",
                        "--clusterrole=cluster-admin",
                        "--serviceaccount=provenance-gate:provenance-gate",
                        "--serviceaccount=cert-manager:cert-manager-cainjector");
        plane.kubectl().apply("{apiVersion: v1, kind: Namespace, metadata: {name: provenance-gate}}");
        plane.api().create(pods(), pod("before", "nginx")).expectSuccess();
        floor = Chart.template(GoTool.HELM, home, "-f", Chart.values("floor").toString(), "-s", "templates/floor.yaml");
        plane.kubectl().apply(floor).expectSuccess();
        plane.kubectl().apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: provenance-gate}
                webhooks: []
                """).expectSuccess();
        Await.until(
                "the registries are guarded",
                ACTING_MAX,
                () -> tenant.create(pods(), pod("probe", "nginx")).code() != 201);
        Await.until(
                "what is ours is guarded", ACTING_MAX, () -> touchHook(tenant).code() == 403);
        // Dry: a label that the first question set would be no change for the next ones.
        Await.until(
                "labels are guarded",
                ACTING_MAX,
                () -> tenant.patch("/api/v1/namespaces/" + namespace + "?dryRun=All", labels("tier: gold"))
                                .code()
                        == 403);
        Await.until(
                "our namespace is guarded",
                ACTING_MAX,
                () -> tenant.create(
                                        "/api/v1/namespaces/provenance-gate/configmaps?dryRun=All",
                                        "{metadata: {name: probe}}")
                                .code()
                        == 403);
    }

    @AfterAll
    void end() {
        plane.kubectl().run("delete", "validatingadmissionpolicies,validatingadmissionpolicybindings", "--all");
        plane.api().delete(HOOKS + "provenance-gate");
        plane.kubectl().run("delete", "clusterrolebinding", "acme:tenants", "acme:platform", "floor-accounts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "docker.io/library/nginx",
                "cgr.dev/acme.com.evil.example/python",
                "cgr.dev/acme.company/python",
                "registry.acme.example/x"
            })
    void anImageOfAnotherRegistryIsRefusedAndNamed(String image) {
        var answer = tenant.create(pods(), pod("web", image + DIGEST));

        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.message()).contains("registries that are not allowed here: " + image, "cgr.dev/acme.com/");
    }

    @Test
    void anImageOfAnAllowedRegistryRunsAndWithoutADigestThereIsAWarning() {
        var pinned = tenant.create(pods(), pod("pinned", "cgr.dev/acme.com/python" + DIGEST));
        assertThat(pinned.expectSuccess().warnings()).isEmpty();

        var tagged = tenant.create(pods(), pod("tagged", "registry.acme.example:5000/python:3"));
        assertThat(tagged.expectSuccess().warnings())
                .singleElement()
                .asString()
                .contains("without a digest: registry.acme.example:5000/python:3");
    }

    @Test
    void everyImageOfAPodCounts() {
        var sidecar = tenant.create(pods(), """
                metadata: {name: sidecar}
                spec:
                  initContainers: [{name: init, image: nginx}]
                  containers: [{name: main, image: "cgr.dev/acme.com/python%s"}]
                """.formatted(DIGEST));
        var volume = tenant.create(pods(), """
                metadata: {name: volume}
                spec:
                  volumes: [{name: data, image: {reference: quay.io/data}}]
                  containers: [{name: main, image: "cgr.dev/acme.com/python%s"}]
                """.formatted(DIGEST));
        var debugged = tenant.patch(
                "/api/v1/namespaces/" + namespace + "/pods/before/ephemeralcontainers",
                "{spec: {ephemeralContainers: [{name: debug, image: busybox}]}}");

        assertThat(sidecar.message()).contains("not allowed here: nginx");
        assertThat(volume.message()).contains("not allowed here: quay.io/data");
        assertThat(debugged.message()).contains("not allowed here");
    }

    @Test
    void aPodThatWasThereBeforeCanBeLabelled() {
        tenant.patch("/api/v1/namespaces/" + namespace + "/pods/before", "{metadata: {labels: {a: b}}}")
                .expectSuccess();
    }

    @Test
    void theWebhookConfigurationIsChangedByThosePermittedAlone() {
        assertThat(touchHook(tenant).message()).contains("tenant may not change what guards the images");
        assertThat(tenant.delete(HOOKS + "provenance-gate").code()).isEqualTo(403);

        touchHook(plane.api()).expectSuccess();
        touchHook(plane.api().as("admin", "acme:platform")).expectSuccess();
        touchHook(account("provenance-gate", "provenance-gate")).expectSuccess();
        touchHook(account("cert-manager", "cert-manager-cainjector")).expectSuccess();
    }

    @Test
    void policiesTheirDefinitionAndOurNamespaceAreGuardedToo() {
        assertThat(tenant.create(POLICIES, policy("mine")).code()).isEqualTo(403);
        assertThat(tenant.delete(
                                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/provenancepolicies.provenance-gate.github.io")
                        .code())
                .isEqualTo(403);
        assertThat(tenant.delete("/api/v1/namespaces/provenance-gate").code()).isEqualTo(403);
        assertThat(tenant.create("/api/v1/namespaces/provenance-gate/pods", pod("mine", "cgr.dev/acme.com/x"))
                        .code())
                .isEqualTo(403);
        plane.api()
                .as("admin", "acme:platform")
                .create(POLICIES + "?dryRun=All", policy("ours"))
                .expectSuccess();
    }

    @Test
    void aTenantMayAskForMoreAndNotForLess() {
        assertThat(label(tenant, "acme.example/unguarded: yes").message()).contains("acme.example/unguarded");
        label(tenant, "team: shop").expectSuccess();
        label(tenant, "provenance-gate.github.io/mode: enforce").expectSuccess();
        assertThat(label(tenant, "provenance-gate.github.io/mode: null").code()).isEqualTo(403);
        assertThat(label(tenant, "provenance-gate.github.io/mode: warn").code()).isEqualTo(403);
        label(plane.api().as("admin", "acme:platform"), "provenance-gate.github.io/mode: null")
                .expectSuccess();
    }

    private KubernetesApi account(String inNamespace, String name) {
        return plane.api().as("system:serviceaccount:" + inNamespace + ":" + name, "system:serviceaccounts");
    }

    private static KubernetesApi.Answer touchHook(KubernetesApi who) {
        return who.patch(HOOKS + "provenance-gate", "{metadata: {labels: {touched: x}}}");
    }

    private KubernetesApi.Answer label(KubernetesApi who, String label) {
        return who.patch("/api/v1/namespaces/" + namespace, labels(label));
    }

    private static String labels(String label) {
        String[] parts = label.split(": ", 2);
        String value = parts[1].equals("null") ? "null" : "\"" + parts[1] + "\"";
        return "{metadata: {labels: {" + parts[0] + ": " + value + "}}}";
    }

    private static String policy(String name) {
        return "{apiVersion: provenance-gate.github.io/v1alpha1, kind: ProvenancePolicy, metadata: {name: " + name
                + "}, spec: {preset: chainguard-public}}";
    }

    private String pods() {
        return "/api/v1/namespaces/" + namespace + "/pods";
    }

    private static String pod(String name, String image) {
        return "{metadata: {name: " + name + "}, spec: {containers: [{name: main, image: \"" + image + "\"}]}}";
    }
}
