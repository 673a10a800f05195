package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The control plane of a [OneNodeCluster]: everything that a real one has, the scheduler too, with the rights that
/// its parts have there.
final class NodeControlPlane {
    /// The addresses of Services; nobody outside the enclosure sees them.
    private static final String SERVICES = "10.97.0.0/24";

    private static final String FIRST_SERVICE = "10.97.0.1";
    private static final int PORT = 6443;
    private static final String ETCD = "http://127.0.0.1:2379";

    /// A start takes seconds; the limit is for a machine that compiles on the side.
    private static final Duration START_MAX = Duration.ofMinutes(3);

    private final Enclosure enclosure;
    private final Path folder;
    private final URI server;
    private final TestCertificates certificates;
    private final String tokens = UUID.randomUUID().toString();
    private final ControlPlaneFiles files;
    private final HttpClient client;
    private final KubernetesApi api;

    private NodeControlPlane(Enclosure enclosure, Path folder, CloseStack parts) {
        this.enclosure = enclosure;
        this.folder = folder;
        server = URI.create("https://%s:%d".formatted(enclosure.node(), PORT));
        certificates = TestCertificates.createIn(folder, enclosure.node(), FIRST_SERVICE, "kubernetes.default.svc");
        files = new ControlPlaneFiles(folder, server, certificates);
        client = parts.push(HttpClient.newBuilder()
                .sslContext(certificates.clientTrust().sslContext())
                .build());
        api = new KubernetesApi(server, client, token("admin"));
    }

    /// @param parts what ends with the cluster
    /// @param observed the user whose every request is written to the audit log
    static NodeControlPlane start(Enclosure enclosure, Path folder, CloseStack parts, String observed) {
        var plane = new NodeControlPlane(enclosure, folder, parts);
        enclosure.start(Command.of(
                        GoTool.ETCD.binary().toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + ETCD,
                        "--advertise-client-urls=" + ETCD,
                        "--listen-peer-urls=http://127.0.0.1:2380",
                        "--unsafe-no-fsync")
                .in(folder));
        plane.startApiServer(observed);
        plane.startControllers();
        return plane;
    }

    /// The API server as its administrator sees it.
    KubernetesApi api() {
        return api;
    }

    /// A file that makes any Kubernetes client the administrator.
    Path kubeconfig() {
        return kubeconfig("admin");
    }

    /// A file that makes a part of the cluster what it is.
    ///
    /// @param user one of those in [#users()], without `system:`
    Path kubeconfig(String user) {
        return files.kubeconfig("kubeconfig-" + user.replace(':', '-'), token(user));
    }

    /// Each finished request of the observed user so far, and each watch that it began.
    List<JsonNode> auditEvents() {
        return files.auditEvents();
    }

    private void startApiServer(String observed) {
        var auditPolicy = files.write("audit-policy.yaml", """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - {level: Metadata, users: ["%s"]}
                - {level: None}
                """.formatted(observed));
        var process = enclosure.start(Command.of(
                        GoTool.KUBE_APISERVER.binary().toString(),
                        "--etcd-servers=" + ETCD,
                        "--bind-address=0.0.0.0",
                        "--advertise-address=" + enclosure.node(),
                        "--secure-port=" + PORT,
                        "--cert-dir=" + folder.resolve("apiserver"),
                        "--tls-cert-file=" + certificates.certificate(),
                        "--tls-private-key-file=" + certificates.key(),
                        "--token-auth-file=" + files.write("tokens.csv", users()),
                        "--service-cluster-ip-range=" + SERVICES,
                        "--allow-privileged=true",
                        "--authorization-mode=Node,RBAC",
                        "--kubelet-preferred-address-types=InternalIP",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        // The serving key signs the tokens of service accounts too: a key is a key.
                        "--service-account-key-file=" + certificates.certificate(),
                        "--service-account-signing-key-file=" + certificates.key(),
                        "--audit-policy-file=" + auditPolicy,
                        "--audit-log-path=" + files.auditLog())
                .in(folder));
        process.awaitReady("the API server is ready", START_MAX, api::isReady);
    }

    private void startControllers() {
        enclosure.start(Command.of(
                        GoTool.KUBE_CONTROLLER_MANAGER.binary().toString(),
                        "--kubeconfig=" + kubeconfig("kube-controller-manager"),
                        "--leader-elect=false",
                        // On a busy machine a node is silent at times.
                        "--node-monitor-grace-period=10m",
                        "--use-service-account-credentials=true",
                        "--secure-port=0",
                        "--service-account-private-key-file=" + certificates.key(),
                        "--root-ca-file=" + certificates.authority())
                .in(folder));
        enclosure.start(Command.of(
                        GoTool.KUBE_SCHEDULER.binary().toString(),
                        "--kubeconfig=" + kubeconfig("kube-scheduler"),
                        "--leader-elect=false",
                        "--secure-port=0")
                .in(folder));
    }

    private String users() {
        return """
                %1$s-admin,admin,admin,system:masters
                %1$s-kube-controller-manager,system:kube-controller-manager,kcm
                %1$s-kube-scheduler,system:kube-scheduler,scheduler
                %1$s-kube-proxy,system:kube-proxy,proxy
                %1$s-node:%2$s,system:node:%2$s,node,system:nodes
                """.formatted(tokens, OneNodeCluster.NODE);
    }

    private String token(String user) {
        return tokens + "-" + user;
    }
}
