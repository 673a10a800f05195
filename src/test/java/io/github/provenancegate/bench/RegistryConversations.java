package io.github.provenancegate.bench;

import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.KubernetesApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// How often the registry is asked when Pods are created, counted where it is asked. What other webhooks asked
/// was measured in the same way on the same kind of machine: policy-controller 0.15.1, Kyverno 1.19 with its
/// cache.
final class RegistryConversations {
    private static final int CROWD = 100;
    private static final int CLIENTS = 10;
    private static final Duration CREATED_MAX = Duration.ofMinutes(2);

    private final GuardedCluster cluster;
    private final KubernetesApi api;
    private final Table table = new Table("what is created", "asks", "policy-controller", "Kyverno");

    RegistryConversations(GuardedCluster cluster, KubernetesApi api) {
        this.cluster = cluster;
        this.api = api;
    }

    String count() {
        String digest = cluster.delivered().push(Scenario.VERIFIED, "counted");
        String tag = digest.replaceFirst("@.*", ":latest");
        create("by-digest", digest);
        row("a Pod by digest", "3", "3");
        create("again", digest);
        row("the same again", "3", "0");
        create("by-tag", tag);
        row("a Pod by a tag of that digest", "", "");
        create("by-tag-again", tag);
        row("the same again", "5", "");
        create(
                "by-new-tag",
                cluster.delivered().push(Scenario.VERIFIED, "tagged").replaceFirst("@.*", ":latest"));
        row("a Pod by tag", "5", "4");
        deploy(cluster.delivered().push(Scenario.VERIFIED, "deployed"));
        row("a Deployment of one", "11", "4");
        scale();
        row("20 replicas more", "63", "0");
        crowd(cluster.delivered().push(Scenario.VERIFIED, "crowded"));
        row(CROWD + " Pods at once of a new digest", "300", "3 to 300");
        return table.toString();
    }

    private void row(String words, String policyController, String kyverno) {
        table.row(words, String.valueOf(cluster.registry().requests().size()), policyController, kyverno);
        cluster.registry().forgetRequests();
    }

    private void create(String name, String image) {
        cluster.registry().forgetRequests();
        if (api.createAsIs(GuardedCluster.dryRun(cluster.guarded()), GuardedCluster.pod(name, image)) != 201) {
            throw new IllegalStateException("not admitted: " + image);
        }
    }

    private void deploy(String image) {
        cluster.registry().forgetRequests();
        api.create("/apis/apps/v1/namespaces/" + cluster.guarded() + "/deployments", """
                metadata: {name: web}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: "%s"}]}
                """.formatted(image))
                .expectSuccess();
        awaitPods(1);
    }

    private void scale() {
        api.patch("/apis/apps/v1/namespaces/" + cluster.guarded() + "/deployments/web", "{spec: {replicas: 21}}")
                .expectSuccess();
        awaitPods(21);
    }

    private void awaitPods(int count) {
        Await.until(
                count + " Pods",
                CREATED_MAX,
                () -> api.get("/api/v1/namespaces/" + cluster.guarded() + "/pods")
                                .body()
                                .path("items")
                                .size()
                        == count);
    }

    private void crowd(String image) {
        List<KubernetesApi> clients =
                Stream.generate(cluster::connect).limit(CLIENTS).toList();
        byte[] pod = GuardedCluster.pod("crowd", image);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CROWD; i++) {
                KubernetesApi client = clients.get(i % CLIENTS);
                threads.execute(() -> client.createAsIs(GuardedCluster.dryRun(cluster.guarded()), pod));
            }
        }
    }
}
