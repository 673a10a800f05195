package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DeployedWebhooks;
import io.github.provenancegate.harness.Golden;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What `kubectl apply` says of workloads, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class WorkloadWarningsIT {
    private final ControlPlane plane;
    private final HookedCluster cluster;
    private final PodNamespace enforced;
    private final PodNamespace warned;
    private final PodNamespace audited;
    private final ProvgateProcess webhook;

    WorkloadWarningsIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new HookedCluster(plane, folder);
        enforced = cluster.namespace("enforce", "full", "");
        warned = cluster.namespace("warn", "full", "  mode: warn\n");
        audited = cluster.namespace("audit", "full", "  mode: audit\n");
        webhook = cluster.serve(List.of(DeployedWebhooks.WARN));
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void everyKindOfWorkloadIsCreatedAndWarnedAbout() throws IOException {
        StringBuilder said = new StringBuilder();
        for (Workload kind : Workload.values()) {
            String name = kind.kind().toLowerCase(java.util.Locale.ROOT);
            Outcome outcome = plane.kubectl()
                    .apply(kind.yaml(name, enforced, cluster.image(Scenario.NO_SIG)))
                    .expectSuccess();
            said.append("$ kubectl apply -f ")
                    .append(name)
                    .append(".yaml\n")
                    .append(outcome.stderr())
                    .append(outcome.stdout());
        }
        Golden.assertWritten("kubectl-workloads.txt", cluster.steady(said.toString()));
    }

    @Test
    void eachStatusIsWordedAsTheDenialOfThePodsIs() throws IOException {
        StringBuilder said = new StringBuilder();
        for (Scenario scenario : Scenario.values()) {
            for (PodNamespace namespace : List.of(enforced, warned, audited)) {
                String name = scenario.repository();
                Outcome outcome = plane.kubectl()
                        .apply(Workload.DEPLOYMENT.yaml(name, namespace, cluster.image(scenario)))
                        .expectSuccess();
                said.append("$ kubectl apply -f ")
                        .append(name)
                        .append(".yaml -n ")
                        .append(cluster.steady(namespace.name()))
                        .append('\n')
                        .append(outcome.stderr())
                        .append(outcome.stdout());
                assertThat(outcome.stderr().lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo("Warning: ".length() + 120));
            }
        }
        Golden.assertWritten("kubectl-statuses.txt", cluster.steady(said.toString()));
    }

    @Test
    void onAChangeOnlyNewImagesAreSpokenOf() {
        String bad = Workload.DEPLOYMENT.yaml("changed", enforced, cluster.image(Scenario.NO_SIG));
        assertThat(plane.kubectl().apply(bad).expectSuccess().stderr()).contains("NO_SIG");
        assertThat(plane.kubectl()
                        .apply(bad.replace("replicas: 1", "replicas: 2"))
                        .expectSuccess()
                        .stderr())
                .isEmpty();
        assertThat(plane.kubectl()
                        .run(
                                "set",
                                "image",
                                "deployment/changed",
                                "app=" + cluster.image(Scenario.ERROR),
                                "-n",
                                enforced.name())
                        .expectSuccess()
                        .stderr())
                .contains("Pods would be denied: container \"app\": ERROR WRONG_SIGNER: ");
    }

    @Test
    void whatADeploymentMakesIsNotSpokenOfAgain() {
        plane.kubectl()
                .apply(Workload.DEPLOYMENT.yaml("owner", enforced, cluster.image(Scenario.NO_SIG)))
                .expectSuccess();
        enforced.podOf("owner"); // its ReplicaSet has made it: nothing denies Pods here
        assertThat(webhook.log().lines().filter(line -> line.contains("owner")))
                .anySatisfy(line -> assertThat(line).contains("Deployment"))
                .noneSatisfy(line -> assertThat(line).contains("ReplicaSet"));
    }

    @Test
    void nothingOfItIsToldToTheAuditLogButTheDecision() {
        plane.kubectl()
                .apply(Workload.JOB.yaml("told", enforced, cluster.image(Scenario.NO_SIG)))
                .expectSuccess();
        var annotations = plane.auditEvents(
                        event -> event.at("/objectRef/namespace").asText().equals(enforced.name())
                                && event.at("/objectRef/name").asText().equals("told")
                                && event.path("verb").asText().equals("create"))
                .getFirst()
                .path("annotations");
        assertThat(annotations.path("warn.provenance-gate.github.io/decision").asText())
                .isEqualTo("warn");
        assertThat(annotations.has("warn.provenance-gate.github.io/status")).isFalse();
    }
}
