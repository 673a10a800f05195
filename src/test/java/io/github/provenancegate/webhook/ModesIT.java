package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DeployedWebhooks;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.policy.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every mode with every status, for Pods and for each kind whose controller makes Pods, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ModesIT {
    /// A DaemonSet makes Pods for nodes; nothing runs on this one.
    private static final String NODE = "/api/v1/nodes/modes-node";

    private final ControlPlane plane;
    private final HookedCluster cluster;
    private final List<Case> cases = new ArrayList<>();

    /// An image in a namespace.
    private record Case(Mode mode, PodNamespace namespace, Scenario scenario, String status) {
        private static final Set<String> GOOD = Set.of("VERIFIED", "DELIVERY_VERIFIED");

        boolean isProven() {
            return GOOD.contains(status);
        }

        boolean isDenied() {
            return mode == Mode.ENFORCE && !isProven();
        }

        String nameOf(Workload kind) {
            return kind.kind().toLowerCase(Locale.ROOT) + "-" + scenario.repository();
        }
    }

    ModesIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new HookedCluster(plane, folder);
        for (Mode mode : Mode.values()) {
            String word = mode.name().toLowerCase(Locale.ROOT);
            PodNamespace full = cluster.namespace(word + "-full", "full", "  mode: " + word + "\n");
            for (Scenario scenario : Scenario.values()) {
                cases.add(new Case(mode, full, scenario, scenario.fullStatus()));
            }
            PodNamespace delivery = cluster.namespace(word + "-delivery", "delivery", "  mode: " + word + "\n");
            cases.add(new Case(mode, delivery, Scenario.VERIFIED, Scenario.VERIFIED.deliveryStatus()));
        }
        cluster.serve(List.of(DeployedWebhooks.VERIFY));
    }

    @BeforeAll
    void addNode() {
        plane.api().create("/api/v1/nodes", "{metadata: {name: modes-node}}").expectSuccess();
        // the API server taints a node that nobody has called ready
        plane.api().patch(NODE, "{spec: {taints: []}}").expectSuccess();
    }

    @AfterAll
    void close() {
        plane.api().delete(NODE);
        cluster.close();
    }

    @Test
    void everyStatusIsThere() {
        assertThat(cases.stream().map(Case::status).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "VERIFIED", "DELIVERY_VERIFIED", "PARTIAL", "NOT_FOUND", "NO_SIG", "NO_BASE", "ERROR");
    }

    @ParameterizedTest
    @EnumSource
    void aPodIsTreatedAsModeAndStatusHaveIt(Mode mode) {
        for (Case one : cases) {
            if (one.mode() == mode) {
                String name = "pod-" + one.scenario().repository();
                Answer answer = one.namespace().run(name, cluster.image(one.scenario()));
                assertThat(answer.code()).as(one + ": " + answer.body()).isEqualTo(one.isDenied() ? 403 : 201);
                if (one.isDenied()) {
                    assertThat(answer.reason()).isEqualTo(one.status());
                } else if (one.isProven()) {
                    assertThat(answer.warnings()).isEmpty();
                } else {
                    switch (mode) {
                        case WARN ->
                            assertThat(answer.warnings())
                                    .singleElement()
                                    .asString()
                                    .contains("container \\\"app\\\": " + one.status() + " ");
                        case AUDIT -> {
                            assertThat(answer.warnings()).isEmpty();
                            assertThat(one.namespace().audited(name))
                                    .containsEntry("decision", "audit")
                                    .containsEntry("status", one.status());
                        }
                        case ENFORCE -> throw new AssertionError(one);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POD_TEMPLATE")
    void aControllerMakesItsPodsOrSaysWhyNot(Workload kind) {
        plane.kubectl()
                .apply(cases.stream()
                        .map(one -> kind.yaml(one.nameOf(kind), one.namespace(), cluster.image(one.scenario())))
                        .collect(Collectors.joining("---\n")))
                .expectSuccess();
        if (kind == Workload.CRON_JOB) {
            cases.forEach(one -> runNow(one.nameOf(kind), one.namespace()));
        }
        for (Case one : cases) {
            String name = one.nameOf(kind);
            if (one.isDenied()) {
                assertThat(one.namespace().failedCreate(name))
                        .as(one.toString())
                        .contains("denied the request: container \"app\": ", ": " + one.status() + " ");
            } else {
                assertThat(one.namespace().podOf(name).at("/status/phase").asText())
                        .as(one.toString())
                        .isEqualTo("Pending");
            }
        }
    }

    /// What the schedule would do.
    private void runNow(String name, PodNamespace namespace) {
        plane.kubectl()
                .run("create", "job", name + "-now", "--from=cronjob/" + name, "-n", namespace.name())
                .expectSuccess();
    }
}
