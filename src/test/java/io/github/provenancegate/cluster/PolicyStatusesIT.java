package io.github.provenancegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// What replicas write into the status of policies on a real API server, by a clock of the test.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class PolicyStatusesIT {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final String PATH = "/apis/provenance-gate.github.io/v1alpha1/provenancepolicies/";

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final List<String> policies = new ArrayList<>();
    private Instant now = START;

    PolicyStatusesIT(ControlPlane plane) throws IOException {
        this.plane = plane;
        plane.kubectl().apply(Files.readString(Path.of("deploy/base/crd.yaml"))).expectSuccess();
        plane.kubectl()
                .run("wait", "--for=condition=Established", "crd/provenancepolicies.provenance-gate.github.io")
                .expectSuccess();
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(plane.kubeconfig().toFile()))
                .build();
    }

    @BeforeEach
    void startOver() {
        now = START;
    }

    @AfterAll
    void close() {
        policies.forEach(policy -> plane.api().delete(PATH + policy));
        client.close();
    }

    @Test
    void whatIsThereIsNotWrittenAgain() {
        PolicyStatuses statuses = replica("a");
        List<PolicyStanding> standings = List.of(inForce("unchanged", 1));
        create("unchanged");
        statuses.write(standings, Optional.empty(), this::held);
        JsonNode written = get("unchanged");
        assertThat(conditions(written)).singleElement().satisfies(condition -> {
            assertThat(condition.path("replica").asText()).isEqualTo("a");
            assertThat(condition.path("status").asText()).isEqualTo("True");
            assertThat(condition.path("observedGeneration").asLong()).isEqualTo(1);
            assertThat(condition.path("lastTransitionTime").asText()).isEqualTo(START.toString());
        });

        now = START.plus(Duration.ofHours(1));
        statuses.write(standings, Optional.empty(), this::held);
        assertThat(get("unchanged").at("/metadata/resourceVersion")).isEqualTo(written.at("/metadata/resourceVersion"));
    }

    @Test
    void theTimeOfTheTransitionIsThatOfTheStatus() {
        PolicyStatuses statuses = replica("a");
        create("turned");
        statuses.write(List.of(inForce("turned", 1)), Optional.empty(), this::held);
        now = START.plusSeconds(60);
        statuses.write(List.of(kept("turned", 2)), Optional.empty(), this::held);
        now = START.plusSeconds(120);
        statuses.write(List.of(kept("turned", 3)), Optional.empty(), this::held);

        assertThat(conditions(get("turned"))).singleElement().satisfies(condition -> {
            assertThat(condition.path("reason").asText()).isEqualTo("LastGoodInForce");
            assertThat(condition.path("observedGeneration").asLong()).isEqualTo(3);
            assertThat(condition.path("lastTransitionTime").asText())
                    .isEqualTo(START.plusSeconds(60).toString());
        });
    }

    @Test
    void manyChangesAreWrittenAFewAtATime() {
        PolicyStatuses statuses = replica("a");
        List<PolicyStanding> standings = IntStream.range(0, PolicyStatuses.REQUESTS_MAX + 1)
                .mapToObj(i -> inForce("many-" + i, 1))
                .toList();
        standings.forEach(standing -> create(standing.policy()));

        statuses.write(standings, Optional.empty(), this::held);
        assertThat(standings)
                .filteredOn(standing -> !conditions(get(standing.policy())).isEmpty())
                .hasSize(PolicyStatuses.REQUESTS_MAX);
        statuses.write(standings, Optional.empty(), this::held);
        assertThat(standings)
                .allSatisfy(standing ->
                        assertThat(conditions(get(standing.policy()))).hasSize(1));
    }

    @Test
    void whatAReplicaThatIsGoneLeftBehindIsRemovedAndWhatOneThatLivesWroteIsNot() {
        create("outlived");
        replica("killed").write(List.of(inForce("outlived", 1)), Optional.empty(), this::held);
        PolicyStatuses one = replica("one");
        one.write(List.of(inForce("outlived", 2)), Optional.empty(), this::held);
        replica("two").write(List.of(inForce("outlived", 2)), Optional.empty(), this::held);
        now = START.plus(Duration.ofMinutes(9));
        one.write(List.of(inForce("outlived", 2)), Optional.empty(), this::held);
        assertThat(replicas("outlived")).containsExactlyInAnyOrder("killed", "one", "two");

        now = START.plus(Duration.ofMinutes(10));
        one.write(List.of(inForce("outlived", 2)), Optional.empty(), this::held);
        assertThat(replicas("outlived")).containsExactlyInAnyOrder("one", "two");

        one.takeBack(List.of(inForce("outlived", 2)));
        assertThat(replicas("outlived")).containsExactly("two");
    }

    private PolicyStatuses replica(String name) {
        return new PolicyStatuses(client, name, () -> now);
    }

    private static PolicyStanding inForce(String policy, long generation) {
        return new PolicyStanding(policy, "uid", generation, new State.InForce());
    }

    private static PolicyStanding kept(String policy, long generation) {
        return new PolicyStanding(policy, "uid", generation, new State.LastGoodInForce("why"));
    }

    private void create(String name) {
        policies.add(name);
        plane.api().create(PATH.replaceFirst("/$", ""), """
                        apiVersion: provenance-gate.github.io/v1alpha1
                        kind: ProvenancePolicy
                        metadata: {name: %s}
                        spec: {preset: chainguard-public, mode: audit}
                        """.formatted(name)).expectSuccess();
    }

    private Optional<GenericKubernetesResource> held(String name) {
        return Optional.ofNullable(client.genericKubernetesResources(ClusterPolicies.POLICIES)
                .withName(name)
                .get());
    }

    private JsonNode get(String name) {
        return plane.api().get(PATH + name).expectSuccess().body();
    }

    private List<String> replicas(String name) {
        return conditions(get(name)).stream()
                .map(condition -> condition.path("replica").asText())
                .toList();
    }

    private static List<JsonNode> conditions(JsonNode policy) {
        return StreamSupport.stream(policy.at("/status/conditions").spliterator(), false)
                .toList();
    }
}
