package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Many Pods of the same image at once, through a real API server; counted is what the registry was asked.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CrowdIT {
    private static final int CONNECTIONS = 20;

    private final PolicyCluster cluster;
    private final PodNamespace namespace;
    private final List<KubernetesApi> clients;
    private int alone;

    CrowdIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.cluster = new PolicyCluster(plane, folder);
        ProvgateProcess process = cluster.start("crowd-a", cluster.line());
        process.awaitReady();
        namespace = cluster.guardedBy(process, "crowd");
        clients = IntStream.range(0, CONNECTIONS).mapToObj(_ -> plane.connect()).toList();
        cluster.apply("crowd", cluster.policy("crowd", namespace, ""), "crowd-a");
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void aThousandPodsOfANewDigestAtOnceAreOneConversationWithTheRegistryAndAHundredMoreAreNone() throws Exception {
        List<String> conversation = conversationAlone();
        String image = cluster.delivered().push(Scenario.VERIFIED, "crowded");

        assertThat(create(1_000, image)).containsExactly("created");
        assertThat(asked("crowded")).containsExactlyInAnyOrderElementsOf(conversation);
        assertThat(create(100, image)).containsExactly("created");
        assertThat(asked("crowded")).isEmpty();
    }

    @Test
    void aDeploymentAndItsHundredReplicasAskOnce() throws Exception {
        String image = cluster.delivered().push(Scenario.VERIFIED, "deployed");
        namespace.deploy("web", image, 100).expectSuccess();
        namespace.awaitPods("web", 100);

        assertThat(asked("deployed")).containsExactlyInAnyOrderElementsOf(conversationAlone());
        assertThat(create(1, image)).containsExactly("created");
        assertThat(asked("deployed")).isEmpty();
    }

    @Test
    void aHundredPodsByTagShareTheirLookUpsAndNeverTheirVerdict() throws Exception {
        String good = cluster.delivered().push(Scenario.VERIFIED, "tagged").replaceFirst("@.*", ":latest");
        assertThat(create(1, good)).containsExactly("created");
        asked("tagged");

        assertThat(create(100, good)).containsExactly("created");
        List<String> byTag = asked("tagged");
        assertThat(byTag)
                .allMatch(request -> request.endsWith("/manifests/latest"))
                .hasSizeBetween(1, 100);

        cluster.delivered()
                .pushIndex(DeliveredImages.ORGANIZATION + "/tagged", "moved", Optional.empty(), Optional.empty());
        assertThat(create(100, good)).containsExactly("NO_BASE");
    }

    /// What the registry is asked for one Pod of an image of which nothing is known.
    private List<String> conversationAlone() throws Exception {
        String name = "alone" + alone++;
        assertThat(create(1, cluster.delivered().push(Scenario.VERIFIED, name))).containsExactly("created");
        return asked(name);
    }

    /// Creates Pods side by side, which are not stored.
    ///
    /// @return what the API server answered, each once
    private Set<String> create(int pods, String image) throws Exception {
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < pods; i++) {
                String pod =
                        "{metadata: {name: p" + i + "}, spec: {containers: [{name: app, image: \"" + image + "\"}]}}";
                KubernetesApi client = clients.get(i % clients.size());
                answers.add(threads.submit(() -> outcome(client.create(namespace.path("pods?dryRun=All"), pod))));
            }
        }
        return answers.stream().map(Future::resultNow).collect(Collectors.toSet());
    }

    private static String outcome(KubernetesApi.Answer answer) {
        return switch (answer.code()) {
            case 201 -> "created";
            case 403 -> answer.reason();
            default -> answer.body().toString();
        };
    }

    /// What the registry was asked about a repository since it was looked at last, whatever its name and
    /// digests.
    private List<String> asked(String name) {
        List<String> asked = cluster.registry().requests().stream()
                .map(FakeRegistryRequest::toString)
                .filter(request -> request.contains("/" + name + "/"))
                .map(request -> request.replace("/" + name + "/", "/image/").replaceAll("[0-9a-f]{64}", "…"))
                .toList();
        cluster.registry().forgetRequests();
        return asked;
    }
}
