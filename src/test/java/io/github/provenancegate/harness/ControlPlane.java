package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A real API server with etcd and the controller manager on loopback, ready in a few seconds.
///
/// Nothing schedules or runs Pods: an admitted Pod stays `Pending`, and a Deployment gets its ReplicaSet and
/// its Pods. Start it through [ControlPlaneExtension], which shares one among all test classes; a test works in
/// a namespace of its own ([#createNamespace]).
public final class ControlPlane implements AutoCloseable {
    /// A start takes seconds; the limit is for a machine that compiles on the side.
    private static final Duration START_MAX = Duration.ofMinutes(3);

    private static final Duration CONTROLLER_MAX = Duration.ofSeconds(60);

    private static final String CONTROLLERS = Stream.of(
                    "deployment",
                    "replicaset",
                    "replicationcontroller",
                    "statefulset",
                    "daemonset",
                    "job",
                    "cronjob",
                    "serviceaccount",
                    "namespace",
                    "garbage-collector")
            .map(name -> name + "-controller")
            .reduce((some, more) -> some + "," + more)
            .orElseThrow();

    private final CloseStack parts = new CloseStack();
    private final Path folder;
    private final URI server;
    private final TestCertificates certificates;
    private final String token = random();
    private final ControlPlaneFiles files;
    private final Path kubeconfig;
    private final KubernetesApi api;
    private Optional<ApiServer> apiServer = Optional.empty();

    private record ApiServer(URI etcd, RealProcess process) {}

    private ControlPlane() {
        folder = parts.push(TemporaryFolder.create("control-plane")).path();
        server = URI.create("https://%s:%d".formatted(Loopback.ADDRESS, Loopback.freePort()));
        certificates = TestCertificates.createIn(folder);
        files = new ControlPlaneFiles(folder, server, certificates);
        kubeconfig = files.kubeconfig("kubeconfig", token);
        api = connect();
    }

    /// The API server as its administrator sees it over a connection of its own: one connection carries few
    /// requests at a time.
    public KubernetesApi connect() {
        var client = HttpClient.newBuilder()
                .sslContext(certificates.clientTrust().sslContext())
                .build();
        return new KubernetesApi(server, parts.push(client), token);
    }

    /// Starts everything and waits until Pods can be created in the namespace `default`.
    ///
    /// Without Go the calling test is skipped or failed ([MissingPart]).
    public static ControlPlane start() {
        for (var tool : List.of(GoTool.ETCD, GoTool.KUBE_APISERVER, GoTool.KUBE_CONTROLLER_MANAGER, GoTool.KUBECTL)) {
            tool.binary();
        }
        var plane = new ControlPlane();
        return CloseStack.startTogether(plane.parts, () -> {
            var etcd = plane.startEtcd();
            plane.startApiServer(etcd);
            plane.startControllerManager();
            plane.awaitServiceAccount("default");
            return plane;
        });
    }

    /// The API server as its administrator sees it.
    public KubernetesApi api() {
        return api;
    }

    /// Where the API server listens.
    public URI server() {
        return server;
    }

    public Kubectl kubectl() {
        return new Kubectl(GoTool.KUBECTL.binary(), kubeconfig, folder);
    }

    /// The real helm, as the administrator.
    ///
    /// @param tool [GoTool#HELM] or [GoTool#HELM_3]
    public Helm helm(GoTool tool) {
        return new Helm(tool, kubeconfig, folder);
    }

    /// A file that makes any Kubernetes client the administrator.
    public Path kubeconfig() {
        return kubeconfig;
    }

    /// A file that makes any Kubernetes client this service account, with what RBAC allows it.
    public Path kubeconfigOf(String namespace, String serviceAccount) {
        var granted = api.create(
                        "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, serviceAccount),
                        "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {}}")
                .expectSuccess();
        return files.kubeconfig(
                "kubeconfig-" + namespace + "-" + serviceAccount,
                granted.body().at("/status/token").asText());
    }

    /// Creates a namespace for one test and waits until Pods can be created in it.
    ///
    /// @param purpose how its name begins
    /// @return its name, which no other namespace of this control plane has
    public String createNamespace(String purpose) {
        var name = purpose + "-" + random().substring(0, 8);
        api.create("/api/v1/namespaces", "{metadata: {name: %s}}".formatted(name))
                .expectSuccess();
        awaitServiceAccount(name);
        return name;
    }

    /// What the audit log says of the requests that match, at least one; waits for it.
    ///
    /// It holds each finished request on Pods, ephemeral containers and workload kinds with the objects sent
    /// and answered, and the annotations of webhooks.
    public List<JsonNode> auditEvents(Predicate<JsonNode> matching) {
        return Await.value("an audit event", CONTROLLER_MAX, () -> {
            var found = files.auditEvents().stream().filter(matching).toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found);
        });
    }

    /// Kills the API server and starts it again with what etcd holds, which ends every watch; those that go on
    /// from where they were are told that it is too long ago.
    public void restartApiServer() {
        var before = apiServer.orElseThrow();
        before.process().kill();
        startApiServer(before.etcd());
    }

    @Override
    public void close() {
        parts.close();
    }

    private URI startEtcd() throws IOException {
        var client = "http://%s:%d".formatted(Loopback.ADDRESS, Loopback.freePort());
        var peer = "http://%s:%d".formatted(Loopback.ADDRESS, Loopback.freePort());
        background(
                "etcd.log",
                GoTool.ETCD.binary().toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--unsafe-no-fsync");
        return URI.create(client);
    }

    private void startApiServer(URI etcd) {
        var tokens = files.write("tokens.csv", "%s,admin,admin,system:masters%n".formatted(token));
        var auditPolicy = files.write("audit-policy.yaml", """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - level: RequestResponse
                  verbs: [create, update, patch]
                  resources:
                  - group: ""
                    resources: [pods, pods/ephemeralcontainers, replicationcontrollers, podtemplates]
                  - group: apps
                  - group: batch
                - level: None
                """);
        var process = background(
                "kube-apiserver.log",
                GoTool.KUBE_APISERVER.binary().toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=" + Loopback.ADDRESS,
                "--advertise-address=" + Loopback.ADDRESS,
                "--secure-port=" + server.getPort(),
                "--cert-dir=" + folder.resolve("apiserver"),
                "--tls-cert-file=" + certificates.certificate(),
                "--tls-private-key-file=" + certificates.key(),
                "--token-auth-file=" + tokens,
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--allow-privileged=true",
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                // The serving key signs the tokens of service accounts too: a key is a key.
                "--service-account-key-file=" + certificates.certificate(),
                "--service-account-signing-key-file=" + certificates.key(),
                "--audit-policy-file=" + auditPolicy,
                "--audit-log-path=" + files.auditLog());
        apiServer = Optional.of(new ApiServer(etcd, process));
        process.awaitReady("the API server is ready", START_MAX, api::isReady);
    }

    private void startControllerManager() {
        background(
                "kube-controller-manager.log",
                GoTool.KUBE_CONTROLLER_MANAGER.binary().toString(),
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--use-service-account-credentials=true",
                "--secure-port=0",
                "--service-account-private-key-file=" + certificates.key(),
                "--root-ca-file=" + certificates.authority(),
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--controllers=" + CONTROLLERS);
    }

    private RealProcess background(String log, String... line) {
        return parts.push(RealProcess.start(Command.of(line).in(folder), folder.resolve(log)));
    }

    private void awaitServiceAccount(String namespace) {
        var path = "/api/v1/namespaces/%s/serviceaccounts/default".formatted(namespace);
        Await.until(path, CONTROLLER_MAX, () -> api.get(path).code() == 200);
    }

    private static String random() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
