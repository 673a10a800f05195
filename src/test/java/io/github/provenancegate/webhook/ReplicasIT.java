package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.CuttableLine;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TcpBalancer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Three replicas of the packaged webhook behind one address, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ReplicasIT {
    private static final Duration TOLD_MAX = Duration.ofSeconds(60);
    private static final int CLIENTS = 6;

    /// Answers that each replica's turn must have seen before and after it, so that the load is real.
    private static final int ANSWERS_BETWEEN = 200;

    private final ControlPlane plane;
    private final PolicyCluster cluster;
    private final CuttableLine line;
    private final TcpBalancer balancer = TcpBalancer.start();
    private final List<ProvgateProcess> replicas = new ArrayList<>();
    private final PodNamespace namespace;

    ReplicasIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        this.cluster = new PolicyCluster(plane, folder);
        this.line = cluster.line();
        for (int i = 0; i < 3; i++) {
            replicas.add(start("replica-" + i));
        }
        replicas.forEach(this::take);
        namespace = cluster.guardedAt(URI.create("https://127.0.0.1:" + balancer.port() + "/validate"), "replicated");
    }

    @BeforeAll
    void apply() {
        cluster.apply("replicated", cluster.policy("replicated", namespace, ""), "replica-0", "replica-1", "replica-2");
    }

    @AfterAll
    void close() {
        cluster.close();
        balancer.close();
    }

    private ProvgateProcess start(String name) throws IOException {
        return cluster.start(name, line, "--shutdown-delay", "3");
    }

    private void take(ProvgateProcess replica) {
        replica.awaitReady();
        balancer.add(replica.validate().getPort());
    }

    @Test
    void fiftyPodsThatThreeReplicasDenyLeaveOneEventWithASeries() {
        PodNamespace told = cluster.guardedAt(replicas.getFirst().validate(), "told");
        replicas.stream().skip(1).forEach(replica -> cluster.alsoAsk(replica.validate(), told));
        cluster.apply("told", cluster.policy("told", told, ""), "replica-0", "replica-1", "replica-2");

        told.deploy("web", cluster.bad(), 50).expectSuccess();

        Await.until(
                "the Event has a series",
                TOLD_MAX,
                () -> ours(told).stream()
                        .anyMatch(event -> event.at("/series/count").asInt() >= 2));
        assertThat(ours(told)).singleElement().satisfies(event -> {
            assertThat(event.at("/regarding/kind").asText()).isEqualTo("Deployment");
            assertThat(event.path("reason").asText()).isEqualTo("ImageProvenanceDenied");
        });
    }

    private List<JsonNode> ours(PodNamespace namespace) {
        return StreamSupport.stream(
                        plane.api()
                                .get("/apis/events.k8s.io/v1/namespaces/" + namespace.name() + "/events")
                                .body()
                                .path("items")
                                .spliterator(),
                        false)
                .filter(event -> event.path("reportingController").asText().equals("provenance-gate.github.io/webhook"))
                .toList();
    }

    @Test
    void aRollingRestartUnderLoadFailsNoCall() throws Exception {
        Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        AtomicBoolean going = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                KubernetesApi client = plane.connect();
                String image = i % 3 == 0 ? cluster.bad() : cluster.good();
                threads.execute(() -> {
                    while (going.get()) {
                        answers.computeIfAbsent(create(client, image), _ -> new AtomicInteger())
                                .incrementAndGet();
                    }
                });
            }
            try {
                for (int i = 0; i < replicas.size(); i++) {
                    awaitMore(answers);
                    replace(i);
                    awaitMore(answers);
                }
            } finally {
                going.set(false);
            }
        }
        assertThat(answers.keySet()).containsExactlyInAnyOrder("created good", "NO_SIG of bad");
    }

    /// The new one is ready before the old one is told to end, and the address is told later still, as in a
    /// cluster.
    private void replace(int i) throws IOException {
        ProvgateProcess old = replicas.get(i);
        ProvgateProcess young = start("replica-" + i);
        take(young);
        replicas.set(i, young);
        old.askToEnd();
        Await.until("the old one is not ready", TOLD_MAX, () -> old.status("/q/health/ready") != 200);
        balancer.remove(old.validate().getPort());
        old.close();
    }

    private static void awaitMore(Map<String, AtomicInteger> answers) {
        int before = sum(answers);
        Await.until("the load goes on", TOLD_MAX, () -> sum(answers) >= before + ANSWERS_BETWEEN);
    }

    private static int sum(Map<String, AtomicInteger> answers) {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private String create(KubernetesApi client, String image) {
        KubernetesApi.Answer answer = client.create(
                namespace.path("pods?dryRun=All"),
                "{metadata: {name: p}, spec: {containers: [{name: app, image: \"" + image + "\"}]}}");
        String kind = image.equals(cluster.good()) ? "good" : "bad";
        return switch (answer.code()) {
            case 201 -> "created " + kind;
            case 403 -> answer.reason() + " of " + kind;
            default -> answer.body().toString();
        };
    }
}
