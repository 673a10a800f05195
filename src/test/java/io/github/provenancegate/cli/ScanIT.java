package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.report.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The packaged product looks at a real control plane as a service account that may read, and nothing else.
@ExtendWith(ControlPlaneExtension.class)
class ScanIT {
    private static final Duration CONTROLLER_MAX = Duration.ofSeconds(90);
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

    private final ControlPlane plane;
    private final FakeRegistry registry = FakeRegistry.start();
    private final VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
    private final DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
    private final String shop;
    private final Path kubeconfig;

    @TempDir
    private Path folder;

    ScanIT(ControlPlane plane) {
        this.plane = plane;
        this.shop = plane.createNamespace("shop");
        this.kubeconfig = plane.kubeconfigOf(shop, "default");
        plane.api().create(RBAC + "clusterroles", """
                        metadata: {name: %s-reader}
                        rules:
                        - {apiGroups: [""], resources: [pods, namespaces], verbs: [get, list]}
                        - {apiGroups: [apps], resources: [replicasets], verbs: [get]}
                        - {apiGroups: [batch], resources: [jobs], verbs: [get]}
                        - {apiGroups: [provenance-gate.github.io], resources: [provenancepolicies], verbs: [list]}
                        """.formatted(shop)).expectSuccess();
        plane.api().create(RBAC + "clusterrolebindings", """
                        metadata: {name: %1$s-reader}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s-reader}
                        subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
                        """.formatted(shop)).expectSuccess();
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        Files.writeString(folder.resolve("policy.yaml"), delivered.policy("delivery", "  mode: audit\n"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Outcome scan(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "scan", "--trust-root", folder.resolve("root.json").toString(), "--plain-http", registry.host()));
        arguments.addAll(List.of(options));
        return ProvgateProcess.runIn(
                folder, Map.of("KUBECONFIG", kubeconfig.toString()), arguments.toArray(String[]::new));
    }

    private void deploy(String name, String image, int replicas) {
        plane.api()
                .create("/apis/apps/v1/namespaces/" + shop + "/deployments", """
                        metadata: {name: %1$s}
                        spec:
                          replicas: %3$d
                          selector: {matchLabels: {app: %1$s}}
                          template:
                            metadata: {labels: {app: %1$s}}
                            spec: {containers: [{name: app, image: "%2$s"}]}
                        """.formatted(name, image, replicas))
                .expectSuccess();
        Await.until("the Pods of " + name, CONTROLLER_MAX, () -> pods(name).size() == replicas);
    }

    private List<String> pods(String app) {
        return StreamSupport.stream(
                        plane.api()
                                .get("/api/v1/namespaces/" + shop + "/pods?labelSelector=app%3D" + app)
                                .body()
                                .path("items")
                                .spliterator(),
                        false)
                .map(pod -> pod.at("/metadata/name").asText())
                .toList();
    }

    /// What a kubelet would write.
    private void runs(String pod, String image) {
        plane.kubectl()
                .run(
                        "patch",
                        "pod",
                        pod,
                        "-n",
                        shop,
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"app\",\"image\":\"x\","
                                + "\"imageID\":\"" + image + "\",\"ready\":true,\"restartCount\":0}]}}")
                .expectSuccess();
    }

    private JsonNode row(Outcome outcome, String owner) {
        return StreamSupport.stream(Schemas.assertReport(outcome.stdout()).spliterator(), false)
                .filter(image -> image.at("/place/name").asText().equals(owner)
                        && image.at("/place/namespace").asText().equals(shop))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.toString()));
    }

    @Test
    void whatWouldBeDeniedIsToldByOwnerAndWhatRunsIsComparedWithWhatTheTagMeans() {
        String good = delivered.push(Scenario.VERIFIED);
        String bad = delivered.push(Scenario.NO_SIG);
        String tagged = good.replaceFirst("@.*", ":latest");
        deploy("good", tagged, 2);
        pods("good").forEach(pod -> runs(pod, good));
        deploy("moved", tagged, 1);
        pods("moved")
                .forEach(pod -> runs(
                        pod,
                        "docker-pullable://" + registry.host() + "/" + "acme.com/verified@sha256:" + "0".repeat(64)));
        deploy("bad", bad, 3);

        Outcome outcome = scan("--policy", folder.resolve("policy.yaml").toString(), "-n", shop, "-o", "json");

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(row(outcome, "good").get("decision").asText())
                .as("named by tag")
                .isEqualTo("warn");
        assertThat(row(outcome, "good").at("/place/kind").asText()).isEqualTo("Deployment");
        assertThat(row(outcome, "good").at("/place/pods").asInt()).isEqualTo(2);
        assertThat(row(outcome, "good").at("/place/moved").asBoolean()).isFalse();
        assertThat(row(outcome, "moved").at("/place/moved").asBoolean()).isTrue();
        assertThat(row(outcome, "moved").get("decision").asText()).isEqualTo("deny");
        assertThat(row(outcome, "moved").at("/place/now").asText()).isEqualTo(good.replaceFirst(".*@", ""));
        assertThat(row(outcome, "bad").get("decision").asText())
                .as("audited, but told as if enforced")
                .isEqualTo("deny");
        assertThat(row(outcome, "bad").get("reason").asText()).isEqualTo("UNSIGNED");
        assertThat(row(outcome, "bad").at("/place/pods").asInt()).isEqualTo(3);

        assertThat(scan("--policy", folder.resolve("policy.yaml").toString(), "-n", shop, "--sort", "reason")
                        .stdout())
                .contains("Deployment " + shop + "/bad (3 Pods)\n  ✗ deny  \"app\" " + bad)
                .containsPattern("means another image now:\\s+" + good.replaceFirst(".*@", ""))
                .containsPattern("3 images: 1 admitted, 2 denied");
        Schemas.assertSarif(scan("--policy", folder.resolve("policy.yaml").toString(), "-n", shop, "-o", "sarif")
                .stdout());
    }

    @Test
    void withoutAPolicyFileTheClustersPoliciesCount() throws IOException {
        plane.kubectl().apply(Files.readString(Path.of("deploy/base/crd.yaml"))).expectSuccess();
        plane.kubectl()
                .run("wait", "--for=condition=Established", "crd/provenancepolicies.provenance-gate.github.io")
                .expectSuccess();
        plane.kubectl()
                .apply(Files.readString(folder.resolve("policy.yaml")).replace("{name: acme}", "{name: " + shop + "}"))
                .expectSuccess();
        try {
            deploy("bad", delivered.push(Scenario.NO_SIG), 1);

            JsonNode row = row(scan("-A", "-o", "json"), "bad");

            assertThat(row.get("policy").asText()).isEqualTo(shop);
            assertThat(row.get("decision").asText()).isEqualTo("deny");
        } finally {
            plane.kubectl().run("delete", "provenancepolicy", shop).expectSuccess();
        }
    }

    @Test
    void whereNothingRunsThatIsSaid() {
        assertThat(scan("--policy", folder.resolve("policy.yaml").toString(), "-n", shop)
                        .stderr())
                .contains("no Pod runs in the namespace " + shop);
    }

    @Test
    void aClusterThatCannotBeAskedIsNoSuccess() {
        String policy = folder.resolve("policy.yaml").toString();

        assertThat(ProvgateProcess.runIn(folder, Map.of("KUBECONFIG", folder + "/none"), "scan", "--policy", policy))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE))
                .satisfies(outcome -> assertThat(outcome.stderr()).contains("there is no cluster to look at"));
        assertThat(scan("--policy", policy, "--context", "nowhere").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scan("--policy", policy, "-A", "-n", "x").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
