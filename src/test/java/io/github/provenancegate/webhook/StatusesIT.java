package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each of the seven statuses, as a Pod and as a Deployment, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class StatusesIT {
    private static final Set<String> GOOD = Set.of("VERIFIED", "DELIVERY_VERIFIED");

    private final ControlPlane plane;
    private final DeliveredCluster cluster;

    StatusesIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        this.cluster = DeliveredCluster.start(plane, folder);
    }

    @BeforeAll
    void install() {
        cluster.install();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPodIsAdmittedOrDeniedByItsStatus(Scenario scenario) {
        judged(cluster.full(), scenario, scenario.fullStatus());
        judged(cluster.delivery(), scenario, scenario.deliveryStatus());
    }

    private void judged(PodNamespace namespace, Scenario scenario, String status) {
        String pod = scenario.repository();
        Answer answer = namespace.run(pod, cluster.image(scenario));
        if (GOOD.contains(status)) {
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
            assertThat(answer.warnings()).isEmpty();
            assertThat(namespace.audited(pod))
                    .containsEntry("decision", "admit")
                    .containsEntry("status", status)
                    .containsEntry("reason", "PROVEN");
        } else {
            assertThat(answer.code()).isEqualTo(403);
            assertThat(answer.reason()).isEqualTo(status);
            assertThat(answer.message())
                    .startsWith("admission webhook \"verify.provenance-gate.github.io\" denied the request: container"
                            + " \"app\": " + cluster.image(scenario) + ": " + status + " ");
            assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("spec.containers[0].image");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeploymentGetsItsPodsOrItsReplicaSetSaysWhyNot(Scenario scenario) {
        String name = "web-" + scenario.repository();
        cluster.full().deploy(name, cluster.image(scenario), 1).expectSuccess();
        if (GOOD.contains(scenario.fullStatus())) {
            assertThat(cluster.full().podOf(name).at("/status/phase").asText()).isEqualTo("Pending");
        } else {
            assertThat(cluster.full().failedCreate(name))
                    .contains("denied the request: container \"app\"", ": " + scenario.fullStatus() + " ");
        }
    }

    @Test
    void aDeploymentThatIsScaledUpLaterIsJudgedThen() {
        cluster.full().deploy("later", cluster.image(Scenario.NO_SIG), 0).expectSuccess();
        plane.kubectl()
                .run(
                        "scale",
                        "deployment/later",
                        "--replicas=1",
                        "-n",
                        cluster.full().name())
                .expectSuccess();
        assertThat(cluster.full().failedCreate("later")).contains("NO_SIG UNSIGNED: no signature was found");
    }

    @Test
    void kubectlPrintsStatusReasonAndRemedy() {
        var refused = plane.kubectl().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: printed, namespace: %s}
                spec: {containers: [{name: app, image: "%s"}]}
                """.formatted(cluster.full().name(), cluster.image(Scenario.NO_SIG)));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.stderr())
                .startsWith("Error from server (NO_SIG): error when creating \"STDIN\": admission webhook"
                        + " \"verify.provenance-gate.github.io\" denied the request: container \"app\": ")
                .contains("NO_SIG UNSIGNED: no signature was found on this digest; use an image that");
    }

    @Test
    void anImageNamedByTagIsJudgedByWhatTheTagPointsAtAndWarnedAbout() {
        String byTag = cluster.image(Scenario.VERIFIED).replaceFirst("@.*", ":latest");
        Answer answer = cluster.full().run("by-tag", byTag).expectSuccess();
        assertThat(answer.warnings()).singleElement().asString().contains("TAG_NOT_PINNED");
        assertThat(cluster.full().audited("by-tag"))
                .containsEntry(
                        "image", byTag + "@" + cluster.image(Scenario.VERIFIED).replaceFirst(".*@", ""))
                .containsEntry("status", "VERIFIED");

        Answer unsigned =
                cluster.full().run("by-tag-2", cluster.image(Scenario.NO_SIG).replaceFirst("@.*", ":latest"));
        assertThat(unsigned.reason()).isEqualTo("NO_SIG");
    }

    @Test
    void anUnreachableRegistryDeniesUnlessThePolicyAllowsIt() {
        String image = cluster.registry().host() + "/acme.com/never-seen@sha256:" + "0".repeat(64);
        cluster.registry().stop();
        try {
            Answer denied = cluster.delivery().run("down", image);
            assertThat(denied.reason()).isEqualTo("ERROR");
            assertThat(denied.message()).contains("ERROR REGISTRY_UNREACHABLE: ");

            Answer admitted = cluster.lenient().run("down", image).expectSuccess();
            assertThat(admitted.warnings()).singleElement().asString().contains("ERROR REGISTRY_UNREACHABLE");
            assertThat(cluster.lenient().audited("down"))
                    .containsEntry("decision", "warn")
                    .containsEntry("reason", "REGISTRY_UNREACHABLE");
        } finally {
            cluster.registry().restart();
        }
    }

    @Test
    void aDryRunIsJudgedToo() {
        Answer answer = plane.api()
                .create(
                        cluster.full().path("pods?dryRun=All"),
                        "{metadata: {name: dry}, spec: {containers: [{name: app, image: \""
                                + cluster.image(Scenario.NO_SIG) + "\"}]}}");
        assertThat(answer.reason()).isEqualTo("NO_SIG");
    }
}
