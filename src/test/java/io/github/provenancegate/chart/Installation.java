package io.github.provenancegate.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.OneNodeCluster;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProductImage;
import io.github.provenancegate.harness.RunnableImage;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The chart on a real cluster, with the image that the Dockerfile describes and a policy that enforces; beside it a
/// registry with an image that is proven and runs, and one that nobody has signed.
final class Installation implements AutoCloseable {
    /// Whoever the replicas are to the API server.
    static final String USER = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Chart.RELEASE;

    /// Seconds. Less than the chart's own, so that no call may be missed although there is less time for it.
    private static final int SHUTDOWN_DELAY = 5;

    private static final Duration PODS_MAX = Duration.ofMinutes(3);

    /// The ConfigMap with the trust root of the images here, and with the authority of the registries.
    static final String TRUSTED = "trusted";

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final OneNodeCluster cluster;
    private final String mounts;
    private int audited;
    private final Path trustedRoot;
    private final Path values;
    private final String signed;
    private final String unsigned;

    private Installation(OneNodeCluster cluster, String mounts, ProductImage image, Path folder) throws IOException {
        this.cluster = cluster;
        this.mounts = mounts;
        var sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        var delivered = new DeliveredImages(cluster.registry().asStore(), sigstore);
        signed = runnable(delivered);
        unsigned = delivered.push(Scenario.NO_SIG);
        Published.publish(cluster.registry(), image, sigstore, folder);
        trustedRoot = Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson());
        values = Files.writeString(folder.resolve("values.yaml"), values(delivered));
    }

    /// Starts the cluster and puts everything there but the chart and its namespace.
    static Installation prepare(ProductImage image, Path folder) throws IOException {
        var mounts = mounts();
        var cluster = OneNodeCluster.start(USER);
        try {
            return new Installation(cluster, mounts, image, folder);
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /// Creates the namespace, with the restricted standard and all that is trusted here.
    void createOwnNamespace() {
        audited = cluster.auditEvents().size();
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %1$s
                  labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted}
                """.formatted(Chart.NAMESPACE));
        kubectl(
                "create",
                "configmap",
                TRUSTED,
                "-n",
                Chart.NAMESPACE,
                "--from-file=trusted_root.json=" + trustedRoot,
                "--from-file=ca.crt=" + cluster.publicAuthority());
    }

    /// An image that runs and whose delivery and base are proven.
    private String runnable(DeliveredImages delivered) {
        var base = delivered.pushIndex(
                "chainguard-private/waits", "waits", Optional.empty(), Optional.of(DeliveredImages.BASE_BUILDER));
        var path = DeliveredImages.ORGANIZATION + "/waits";
        var digest = RunnableImage.push(
                cluster.registry(), path, Map.of("org.opencontainers.image.base.digest", base.toString()));
        delivered.sign(path, Digest.parse(digest), DeliveredImages.SYNCER);
        return cluster.registry().host() + "/" + path + "@" + digest;
    }

    private String values(DeliveredImages delivered) throws IOException {
        var values = (ObjectNode) YAML.readTree(
                """
                mode: enforce
                webhook: {failurePolicy: Fail}
                cache: {runningPods: use}
                shutdownDelaySeconds: %d
                trustRoots: {public-good: {configMap: %s}}
                settings: {plain-http: ["%s"]}
                """.formatted(SHUTDOWN_DELAY, TRUSTED, cluster.registry().host()));
        values.putObject("policies")
                .set("acme", YAML.readTree(delivered.policy("full", "")).path("spec"));
        return YAML.writeValueAsString(values);
    }

    /// A file of values for an installation that knows nothing of all this but who is to be trusted here, and that the
    /// public registries have addresses that only this machine has.
    Path quickStartValues(Path folder) throws IOException {
        return Files.writeString(folder.resolve("here.yaml"), """
                trustRoots: {public-good: {configMap: %1$s}}
                extraCa: {configMap: %1$s}
                settings: {allow-address: [cgr.dev=10.0.0.0/8, registry-1.docker.io=10.0.0.0/8]}
                shutdownDelaySeconds: %2$d
                """.formatted(TRUSTED, SHUTDOWN_DELAY));
    }

    OneNodeCluster cluster() {
        return cluster;
    }

    /// Each finished request of the replicas since their namespace was made, and each watch that they began.
    List<JsonNode> auditEvents() {
        List<JsonNode> all = cluster.auditEvents();
        return all.subList(audited, all.size());
    }

    /// An image, by digest, that is proven and runs.
    String signed() {
        return signed;
    }

    /// An image, by digest, that nobody has signed.
    String unsigned() {
        return unsigned;
    }

    /// Runs `helm VERB RELEASE CHART` with the values and waits until the replicas are ready.
    ///
    /// @param verb `install` or `upgrade`
    Outcome helm(String verb, String... more) {
        List<String> line = new ArrayList<>(List.of(
                verb,
                Chart.RELEASE,
                Chart.FOLDER.toString(),
                "-n",
                Chart.NAMESPACE,
                "-f",
                values.toString(),
                "--wait",
                "--timeout=150s"));
        line.addAll(List.of(more));
        var outcome = cluster.helm(GoTool.HELM).run(line);
        if (outcome.exitCode() != 0) {
            throw new AssertionError(outcome + "\n" + state());
        }
        return outcome;
    }

    /// What somebody would look at first where an installation fails.
    private String state() {
        return Stream.of(
                        List.of("get", "pods", "-A", "-o", "wide"),
                        List.of("events", "-n", Chart.NAMESPACE),
                        List.of("logs", "-n", Chart.NAMESPACE, "deployment/" + Chart.RELEASE, "--tail=40"))
                .map(line -> cluster.kubectl().run(line.toArray(String[]::new)).toString())
                .reduce("", (all, one) -> all + one + "\n");
    }

    /// What `kubectl ARGUMENTS` prints.
    String kubectl(String... arguments) {
        return cluster.kubectl().run(arguments).expectSuccess().stdout();
    }

    void apply(String yaml) {
        cluster.kubectl().apply(yaml).expectSuccess();
    }

    /// The replicas that are not on their way out.
    List<Replica> replicas() {
        return pods().filter(replica -> !replica.isEnding()).toList();
    }

    /// Waits until so many replicas are ready and no other is left, not even one on its way out.
    void awaitReady(int replicas) {
        Await.until(
                replicas + " replicas are ready",
                PODS_MAX,
                () -> pods().count() == replicas && pods().allMatch(Replica::isReady));
    }

    private Stream<Replica> pods() {
        return StreamSupport.stream(
                        cluster.api()
                                .get("/api/v1/namespaces/" + Chart.NAMESPACE
                                        + "/pods?labelSelector=app.kubernetes.io/name%3D" + Chart.RELEASE)
                                .expectSuccess()
                                .body()
                                .path("items")
                                .spliterator(),
                        false)
                .map(pod -> new Replica(this, pod));
    }

    /// Creates a namespace that the webhook is asked about.
    void createNamespace(String name) {
        kubectl("create", "namespace", name);
        Await.until(
                "Pods can be created in " + name,
                PODS_MAX,
                () -> cluster.api()
                                .get("/api/v1/namespaces/" + name + "/serviceaccounts/default")
                                .code()
                        == 200);
    }

    /// Ends the cluster.
    ///
    /// @throws AssertionError if anything of it is still mounted on this machine
    @Override
    public void close() {
        cluster.close();
        if (!mounts().equals(mounts)) {
            throw new AssertionError("something is left of the cluster: " + mounts());
        }
    }

    private static String mounts() {
        return Chart.read(Path.of("/proc/self/mountinfo"));
    }
}
