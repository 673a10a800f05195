package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProductImage;
import io.github.provenancegate.harness.ProductImageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The life of an installation on a real cluster, from `helm install` to `helm uninstall`: each test goes on where the
/// one before it has ended.
@ExtendWith(ProductImageExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RealInstallationIT {
    private static final Duration POD_MAX = Duration.ofMinutes(2);

    private static final String SHOP = "shop";
    private static final int REPLICAS = 3;
    private static final long MEBIBYTE = 1024 * 1024;

    /// The chart's own.
    private static final long LIMIT = 384 * MEBIBYTE;

    private final ProductImage image;
    private Installation installation;

    RealInstallationIT(ProductImage image) {
        this.image = image;
    }

    @BeforeAll
    void prepare(@TempDir Path folder) throws IOException {
        installation = Installation.prepare(image, folder);
    }

    @AfterAll
    void end() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    @Order(1)
    void whoeverFollowsTheQuickStartSeesWhatItPromises(@TempDir Path folder) throws IOException {
        installation.createOwnNamespace();

        String printed = QuickStart.read().follow(installation.cluster(), installation.quickStartValues(folder));

        assertThat(printed)
                .contains(
                        "Error from server (NO_SIG)",
                        "ImageProvenanceDenied",
                        "no signature was found",
                        "use an image");
        assertThat(installation.kubectl("get", "namespaces,validatingwebhookconfigurations,crds,clusterroles"))
                .doesNotContain("provenance", "trial");
    }

    @Test
    @Order(2)
    void theReplicasKeepTheRestrictedStandardAndTheKernelHoldsThemToIt() throws IOException {
        installation.createOwnNamespace();
        assertThat(installation.helm("install").stderr()).doesNotContain("PodSecurity");
        installation.createNamespace(SHOP);
        assertThat(installation.replicas()).hasSize(REPLICAS);
        for (Replica replica : installation.replicas()) {
            Path process = replica.process();
            assertThat(Files.readString(process.resolve("status")))
                    .containsPattern("Uid:\\t65532\\t65532\\t65532\\t65532")
                    .containsPattern("CapEff:\\t0+\\n")
                    .containsPattern("CapBnd:\\t0+\\n")
                    .containsPattern("NoNewPrivs:\\t1")
                    .containsPattern("Seccomp:\\t2");
            assertThat(Files.readAllLines(process.resolve("mountinfo")).getFirst())
                    .contains(" / / ro,");
        }
        tellStarts("three at a time");
    }

    @Test
    @Order(3)
    void aStartInPeaceWarnsOfNothing() {
        // Vert.x warns where the machine is too busy to go on, which says nothing of us.
        assertThat(installation.replicas())
                .allSatisfy(replica -> assertThat(replica.log()
                                .lines()
                                .filter(line ->
                                        line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""))
                                .filter(line -> !line.contains("BlockedThreadChecker")))
                        .isEmpty());
    }

    @Test
    @Order(4)
    void theChartsOwnTestPasses() {
        installation.cluster().resolveServices();

        assertThat(helm("test").expectSuccess().stdout()).contains("Phase:", "Succeeded");
    }

    @Test
    @Order(5)
    void aSignedImageRuns() {
        installation.kubectl("run", "good", "-n", SHOP, "--image=" + installation.signed());

        Await.until(
                "the Pod says that it runs",
                POD_MAX,
                () -> installation
                        .cluster()
                        .kubectl()
                        .run("logs", "good", "-n", SHOP)
                        .stdout()
                        .equals("running\n"));
    }

    @Test
    @Order(6)
    void anUnsignedImageIsDeniedAndWhateverWantedItSaysWhy() {
        Outcome denied =
                installation.cluster().kubectl().run("run", "bad", "-n", SHOP, "--image=" + installation.unsigned());
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.stderr()).contains("Error from server (NO_SIG)", "verify.provenance-gate.github.io");

        for (String kind : List.of("deployment", "job")) {
            installation.kubectl("create", kind, "web", "-n", SHOP, "--image=" + installation.unsigned());
            Await.until(
                    "kubectl events explains the " + kind,
                    POD_MAX,
                    () -> installation
                            .kubectl("events", "--for", kind + "/web", "-n", SHOP)
                            .contains("ImageProvenanceDenied"));
        }
    }

    @Test
    @Order(7)
    void aBurstOfReviewsFitsIntoTheMemory() throws Exception {
        // Forty bodies of 7.8 MB through an API server and three replicas take two cores more than ten seconds.
        installation.helm("upgrade", "--set", "webhook.timeoutSeconds=30");
        String small = pod("");
        String large = pod("<".repeat((int) MEBIBYTE));
        KubernetesApi api = installation.cluster().api();
        List<Callable<String>> reviews = new ArrayList<>();
        for (int number = 0; number < 2000; number++) {
            String pod = number % 50 == 0 ? large : small;
            reviews.add(() -> {
                Answer answer = api.create("/api/v1/namespaces/" + SHOP + "/pods?dryRun=All", pod);
                return answer.code() == 201 ? "admitted" : answer.message();
            });
        }
        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(32)) {
            for (var answer : threads.invokeAll(reviews)) {
                answers.add(answer.get());
            }
        }

        for (Replica replica : installation.replicas()) {
            System.err.printf(
                    "memory of a replica after a burst: %d MiB that it wrote; at most %d MiB with the files that it read%n",
                    replica.memoryWritten() / MEBIBYTE, replica.memoryPeak() / MEBIBYTE);
            assertThat(replica.restarts()).isZero();
            assertThat(replica.memoryPeak()).as(replica.memory("memory.stat")).isLessThan(LIMIT);
        }
        assertThat(answers).containsOnly("admitted");
        installation.helm("upgrade");
    }

    @Test
    @Order(8)
    void aRollingRestartMissesNoCall() {
        missingNoCall("a rolling restart", () -> {
            installation.kubectl("rollout", "restart", "deployment/" + Chart.RELEASE, "-n", Chart.NAMESPACE);
            installation.kubectl(
                    "rollout", "status", "deployment/" + Chart.RELEASE, "-n", Chart.NAMESPACE, "--timeout=110s");
        });
        tellStarts("one at a time");
    }

    @Test
    @Order(9)
    void anUpgradeMissesNoCall() {
        missingNoCall("an upgrade", () -> installation.helm("upgrade", "--set", "webhook.mutate.enabled=true"));
    }

    @Test
    @Order(10)
    void aDrainTakesOneReplicaAndNoCallIsMissed() {
        // There is no other node: what goes cannot come back, and the budget keeps the others.
        missingNoCall("a drain", () -> {
            try {
                Outcome drain = installation
                        .cluster()
                        .kubectl()
                        .run("drain node --force --ignore-daemonsets --delete-emptydir-data --timeout=6s".split(" "));
                assertThat(drain.exitCode()).as(drain.toString()).isEqualTo(1);
                assertThat(drain.stderr()).contains("would violate the pod's disruption budget");
                assertThat(installation.replicas().stream().filter(Replica::isReady))
                        .hasSize(REPLICAS - 1);
            } finally {
                installation.kubectl("uncordon", "node");
            }
        });
    }

    @Test
    @Order(11)
    void aRotationOfTheCertificateMissesNoCall() {
        missingNoCall("a rotation", new KeptCertificate(installation)::rotate);
        helm("test").expectSuccess();
    }

    @Test
    @Order(12)
    void theServiceAccountMayDoWhatItDidAndNothingElse() {
        List<JsonNode> audited = installation.auditEvents();
        Set<String> granted = new TreeSet<>();
        for (String role : List.of(
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/" + Chart.RELEASE,
                "/apis/rbac.authorization.k8s.io/v1/namespaces/" + Chart.NAMESPACE + "/roles/" + Chart.RELEASE)) {
            granted.addAll(UsedRights.granted(
                    installation.cluster().api().get(role).expectSuccess().body()));
        }

        assertThat(UsedRights.forbidden(audited)).isEmpty();
        assertThat(granted).isSubsetOf(UsedRights.used(audited));
    }

    @Test
    @Order(13)
    void whatIsRemovedLeavesAClusterThatCreatesPods() {
        helm("uninstall").expectSuccess();

        installation.kubectl("run", "after", "-n", SHOP, "--image=" + installation.unsigned());
        assertThat(installation.kubectl("get", "validatingwebhookconfigurations,mutatingwebhookconfigurations"))
                .isEmpty();
    }

    /// Creates Pods while something happens, and until all replicas are ready again.
    private void missingNoCall(String what, Runnable happens) {
        installation.createNamespace("storm-" + what.replaceAll("\\W", "-"));
        try (PodStorm storm = PodStorm.begin(installation, "storm-" + what.replaceAll("\\W", "-"))) {
            happens.run();
            installation.awaitReady(REPLICAS);
            assertThat(storm.end()).as(what + ", " + storm.asked() + " Pods").isEmpty();
            System.err.printf("%s: %d Pods, none of them answered wrongly%n", what, storm.asked());
        }
    }

    private Outcome helm(String verb, String... more) {
        return installation
                .cluster()
                .helm(GoTool.HELM)
                .run(Stream.concat(Stream.of(verb, Chart.RELEASE, "-n", Chart.NAMESPACE), Stream.of(more))
                        .toList());
    }

    private String pod(String text) {
        return """
                {"metadata": {"generateName": "burst-"},
                 "spec": {"containers": [{"name": "app", "image": "%s", "env": [{"name": "TEXT", "value": "%s"}]}]}}
                """.formatted(installation.signed(), text);
    }

    /// Says how long each replica took by the kubelet's clock, which tells whole seconds.
    private void tellStarts(String how) {
        installation
                .replicas()
                .forEach(replica ->
                        System.err.printf("container start to ready, %s: %s%n", how, replica.startToReady()));
    }
}
