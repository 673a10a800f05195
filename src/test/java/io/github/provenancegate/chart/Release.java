package io.github.provenancegate.chart;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Helm;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TcpBalancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A release of the chart in a real cluster that runs no Pods: helm installs and upgrades it, and in the place of
/// its Pods processes serve behind one address, each with the configuration, the service account and the rights
/// that the release has at the time. Where the hooks lead is the one thing that differs from the chart.
final class Release implements AutoCloseable {
    static final String HOOKS =
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/" + Chart.RELEASE;

    private static final Path RESOURCES = Path.of("src/test/resources/upgrade");
    private static final Duration ACTING_MAX = Duration.ofMinutes(3);
    private static final String SERVICE = "service: \\{name: .*, path: (.*), port: 443}";

    private final ControlPlane plane;
    private final Helm helm;
    private final Path folder;
    private final FakeRegistry registry = FakeRegistry.start();
    private final TcpBalancer balancer = TcpBalancer.start();
    private final List<ProvgateProcess> replicas = new ArrayList<>();
    private final String namespace;
    private final String good;
    private final String bad;
    private final Path trustRoot;
    private int starts;

    /// @param tool [GoTool#HELM] or [GoTool#HELM_3]
    Release(ControlPlane plane, GoTool tool, Path folder) throws IOException {
        this.plane = plane;
        this.helm = plane.helm(tool);
        this.folder = folder;
        VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        DeliveredImages delivered = new DeliveredImages(ImageStore.of(registry), sigstore);
        good = delivered.push(Scenario.VERIFIED);
        bad = delivered.push(Scenario.NO_SIG);
        trustRoot = Files.writeString(folder.resolve("trusted_root.json"), sigstore.trustedRootJson());
        plane.kubectl()
                .apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + Chart.NAMESPACE + "}}")
                .expectSuccess();
        namespace = plane.createNamespace("upgraded");
        plane.kubectl().run("label", "namespace", namespace, "upgrade-test=yes").expectSuccess();
        Definitions.install(plane);
        plane.kubectl()
                .apply(delivered
                        .policy("delivery", "  namespaces: {include: [" + namespace + "]}\n  mode: enforce\n")
                        .replace("{name: acme}", "{name: " + namespace + "}"))
                .expectSuccess();
    }

    /// What the first chart rendered, as a chart.
    Path firstChart() throws IOException {
        Path chart = folder.resolve("first");
        Files.createDirectories(chart.resolve("templates"));
        Files.copy(Chart.FOLDER.resolve("Chart.yaml"), chart.resolve("Chart.yaml"));
        Files.writeString(
                chart.resolve("templates/all.yaml"),
                Chart.read(RESOURCES.resolve("first-chart.yaml"))
                        .replaceAll(SERVICE, "url: \"https://localhost:" + balancer.port() + "$1\""));
        return chart;
    }

    /// The chart of this repository.
    Path presentChart() throws IOException {
        Path chart = folder.resolve("present");
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, chart.resolve(Chart.FOLDER.relativize(file)));
            }
        }
        Path helpers = chart.resolve("templates/_helpers.tpl");
        Files.writeString(
                helpers,
                Files.readString(helpers)
                        .replaceAll(SERVICE, "url: \"https://localhost:" + balancer.port() + "{{ .path }}\""));
        return chart;
    }

    /// Runs `helm COMMAND` for this release.
    void helm(String command, Path chart) {
        helm.run(
                        command,
                        Chart.RELEASE,
                        chart.toString(),
                        "-n",
                        Chart.NAMESPACE,
                        "-f",
                        RESOURCES.resolve("values.yaml").toString(),
                        "--skip-crds")
                .expectSuccess();
    }

    /// Goes back to what was before the last upgrade.
    void rollBack() {
        helm.run("rollback", Chart.RELEASE, "-n", Chart.NAMESPACE).expectSuccess();
    }

    /// Starts one replica more, and lets the API server reach it as soon as it is ready.
    void start() throws IOException {
        letIn(begin());
    }

    /// Starts three at a time, as a new Deployment does, and waits until they are asked.
    void startThree() throws IOException {
        List<ProvgateProcess> three = List.of(begin(), begin(), begin());
        three.forEach(this::letIn);
        awaitActing();
    }

    private ProvgateProcess begin() throws IOException {
        starts++;
        String config = plane.api()
                .get("/api/v1/namespaces/" + Chart.NAMESPACE + "/configmaps/" + Chart.RELEASE)
                .expectSuccess()
                .body()
                .at("/data/config.yaml")
                .asText();
        ProvgateProcess replica = ProvgateProcess.startKept(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Dkubeconfig=" + plane.kubeconfigOf(Chart.NAMESPACE, Chart.RELEASE)),
                "--config",
                Files.writeString(folder.resolve("config-" + starts + ".yaml"), config)
                        .toString(),
                "--replica",
                "replica-" + starts,
                "--trust-root",
                trustRoot.toString(),
                "--plain-http",
                registry.host(),
                "--tls-host",
                "localhost",
                "--shutdown-delay",
                "3",
                "--self-check-period",
                "1");
        replicas.add(replica);
        return replica;
    }

    private void letIn(ProvgateProcess replica) {
        replica.awaitReady();
        balancer.add(port(replica));
    }

    /// Waits until both a good and a bad Pod are judged as they should.
    void awaitActing() {
        Await.until(
                "the API server asks the replicas",
                ACTING_MAX,
                () -> judged(plane.api(), bad).equals("NO_SIG of bad")
                        && judged(plane.api(), good).equals("created good"));
    }

    /// The replicas that live.
    List<ProvgateProcess> replicas() {
        return replicas;
    }

    /// From now on nobody is led to this one.
    void leave(ProvgateProcess replica) {
        balancer.remove(port(replica));
        replicas.remove(replica);
    }

    private static int port(ProvgateProcess replica) {
        return replica.validate().getPort();
    }

    /// Whether a Pod may be created, in words; anything but `created good` and `NO_SIG of bad` is a failed call.
    String goodJudged(KubernetesApi client) {
        return judged(client, good);
    }

    String badJudged(KubernetesApi client) {
        return judged(client, bad);
    }

    private String judged(KubernetesApi client, String image) {
        KubernetesApi.Answer answer = client.create(
                "/api/v1/namespaces/" + namespace + "/pods?dryRun=All",
                "{metadata: {name: p}, spec: {containers: [{name: app, image: \"" + image + "\"}]}}");
        String kind = image.equals(good) ? "good" : "bad";
        return switch (answer.code()) {
            case 201 -> "created " + kind;
            case 403 -> answer.reason() + " of " + kind;
            default -> answer.body().toString();
        };
    }

    @Override
    public void close() {
        helm.run("uninstall", Chart.RELEASE, "-n", Chart.NAMESPACE, "--ignore-not-found");
        plane.kubectl().run("delete", "provenancepolicy", namespace, "--ignore-not-found");
        plane.kubectl().run("delete", "secret", "-n", Chart.NAMESPACE, "provenance-gate-tls", "--ignore-not-found");
        replicas.forEach(ProvgateProcess::close);
        balancer.close();
        registry.close();
    }
}
