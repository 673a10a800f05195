package io.github.provenancegate.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.CuttableLine;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TestCertificates;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A real API server that knows `ProvenancePolicy`, and replicas of the packaged webhook that follow it as a
/// service account with the rights that `deploy/base/clusterrole.yaml` gives.
final class PolicyCluster implements AutoCloseable {
    private static final String POLICIES = "/apis/provenance-gate.github.io/v1alpha1/provenancepolicies";

    /// A watch tells within milliseconds and a status is written within a second; after a cut the client waits
    /// before it tries again.
    private static final Duration TOLD_MAX = Duration.ofSeconds(90);

    /// What an API server allows at most: no test here is about running out of time.
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final ControlPlane plane;
    private final Path folder;
    private final FakeRegistry registry = FakeRegistry.start();
    private final DeliveredImages delivered;
    private final TestCertificates certificates;
    private final String gate;
    private final String trustRoot;
    private final String good;
    private final String bad;
    private final List<Runnable> ends = new ArrayList<>();
    private final List<String> policies = new ArrayList<>();

    PolicyCluster(ControlPlane plane, Path folder) throws IOException {
        this.plane = plane;
        this.folder = folder;
        this.certificates = TestCertificates.createIn(folder);
        VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        good = delivered.push(Scenario.VERIFIED);
        bad = delivered.push(Scenario.NO_SIG);
        trustRoot = Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson())
                .toString();
        gate = plane.createNamespace("gate");
        for (String file : List.of("crd.yaml", "clusterrole.yaml")) {
            plane.kubectl()
                    .apply(Files.readString(Path.of("deploy/base", file)))
                    .expectSuccess();
        }
        plane.kubectl().run("wait", "--for=condition=Established", "crd/provenancepolicies.provenance-gate.github.io");
        plane.api()
                .create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                        metadata: {name: %1$s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: provenance-gate}
                        subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
                        """.formatted(gate))
                .expectSuccess();
    }

    /// Starts a replica that reaches the API server over a line of its own; not ready yet.
    ///
    /// @param options besides
    ProvgateProcess start(String replica, CuttableLine line, String... options) throws IOException {
        String direct = Files.readString(plane.kubeconfigOf(gate, "default"));
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig-" + replica),
                direct.replaceFirst(
                        "server: \"https://([^:]+):[0-9]+\"", "server: \"https://$1:" + line.port() + "\""));
        ProvgateProcess process = ProvgateProcess.startAs(
                certificates,
                List.of("-XX:TieredStopAtLevel=1", "-Dkubeconfig=" + kubeconfig),
                Stream.concat(
                                Stream.of(
                                        "--replica",
                                        replica,
                                        "--trust-root",
                                        trustRoot,
                                        "--plain-http",
                                        registry.host()),
                                Stream.of(options))
                        .toList());
        ends.addFirst(process::close);
        return process;
    }

    CuttableLine line() {
        CuttableLine line = CuttableLine.to(plane.server().getPort());
        ends.addLast(line::close);
        return line;
    }

    /// A namespace about whose Pods the API server asks this process.
    PodNamespace guardedBy(ProvgateProcess process, String purpose) {
        return guardedAt(process.validate(), purpose);
    }

    /// A namespace about whose Pods the API server asks whoever answers there for the replicas.
    PodNamespace guardedAt(URI validate, String purpose) {
        PodNamespace namespace = PodNamespace.create(plane, purpose);
        alsoAsk(validate, namespace);
        return namespace;
    }

    /// Lets the API server ask this replica too about the Pods of a namespace.
    void alsoAsk(URI validate, PodNamespace namespace) {
        ends.addFirst(WebhookConfiguration.failing(validate, certificates, namespace.name())
                .withTimeout(LONGEST_CALL)
                .installOn(plane)::close);
    }

    FakeRegistry registry() {
        return registry;
    }

    DeliveredImages delivered() {
        return delivered;
    }

    String good() {
        return good;
    }

    String bad() {
        return bad;
    }

    /// A policy for the images of one namespace.
    ///
    /// @param extra further lines of `spec`, each indented by two
    String policy(String name, PodNamespace namespace, String extra) {
        return scoped(name, "{include: [" + namespace.name() + "]}", extra);
    }

    String scoped(String name, String namespaces, String extra) {
        return delivered
                .policy("delivery", "  namespaces: " + namespaces + "\n" + extra)
                .replace("{name: acme}", "{name: " + name + "}");
    }

    /// Applies a policy as a person does, and waits until the replicas say what they make of this version.
    void apply(String name, String yaml, String... replicas) {
        policies.add(name);
        plane.kubectl().apply(yaml).expectSuccess();
        JsonNode held = get(name);
        long generation = held.at("/metadata/generation").asLong();
        for (String replica : replicas) {
            Await.until(
                    "the replica " + replica + " tells of version " + generation + " of " + name,
                    TOLD_MAX,
                    () -> condition(name, replica)
                            .filter(one -> one.path("observedGeneration").asLong() == generation)
                            .isPresent());
        }
    }

    void delete(String name) {
        plane.kubectl().run("delete", "provenancepolicy", name).expectSuccess();
        policies.remove(name);
    }

    JsonNode get(String name) {
        return plane.api().get(POLICIES + "/" + name).expectSuccess().body();
    }

    /// What the replicas say of whether a policy is in force.
    List<JsonNode> conditions(String name) {
        return StreamSupport.stream(get(name).at("/status/conditions").spliterator(), false)
                .filter(one -> one.path("type").asText().equals("Ready"))
                .toList();
    }

    /// What a replica says of a policy; empty while it says nothing.
    Optional<JsonNode> condition(String name, String replica) {
        return condition(name, replica, "Ready");
    }

    Optional<JsonNode> condition(String name, String replica, String type) {
        return StreamSupport.stream(get(name).at("/status/conditions").spliterator(), false)
                .filter(one -> one.path("replica").asText().equals(replica)
                        && one.path("type").asText().equals(type))
                .findFirst();
    }

    /// Waits for what a watch tells.
    static void await(String what, java.util.function.BooleanSupplier condition) {
        Await.until(what, TOLD_MAX, condition);
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
        registry.close();
        List.copyOf(policies).forEach(policy -> plane.api().delete(POLICIES + "/" + policy));
    }
}
