package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A real Kubernetes cluster of one node on which Pods run, Services route and names resolve, with a registry beside
/// it. It lives in an [Enclosure] and ends with it.
///
/// NetworkPolicies are objects here that nobody enforces: the network plugin is the simplest one.
public final class OneNodeCluster implements AutoCloseable {
    static final String NODE = "node";

    private static final Duration START_MAX = Duration.ofMinutes(2);

    /// An installation that waits for its replicas.
    private static final Duration SHELL_MAX = Duration.ofMinutes(5);

    private final CloseStack parts;
    private final Path folder;
    private final ControlGroup cgroup;
    private final Enclosure enclosure;
    private final DistributionRegistry registry;
    private final PublicRegistries publicRegistries;
    private final Containerd containerd;
    private final NodeControlPlane plane;

    private OneNodeCluster(CloseStack parts, String observed) throws IOException {
        this.parts = parts;
        folder = parts.push(TemporaryFolder.create("node")).path();
        cgroup = parts.push(ControlGroup.create(String.valueOf(folder.getFileName())));
        enclosure = parts.push(Enclosure.open(folder));
        registry = parts.push(DistributionRegistry.startOn(enclosure.host()));
        publicRegistries = PublicRegistries.serve(
                registry, enclosure.host(), Files.createDirectory(folder.resolve("public-registries")));
        enclosure.resolve(write("hosts", publicRegistries.hosts()));
        var pause = registry.host() + "/pause@" + RunnableImage.push(registry, "pause", Map.of());
        containerd = Containerd.start(enclosure, folder, pause, registry.host());
        plane = NodeControlPlane.start(enclosure, folder, parts, observed);
        startNameServer();
        startKubelet();
        startKubeProxy();
    }

    /// Starts everything and waits until the node is ready and routes Services.
    ///
    /// Where this machine or this user cannot, the calling test is skipped or failed ([MissingPart]).
    ///
    /// @param observed the user whose every request is written to the audit log
    public static OneNodeCluster start(String observed) {
        Installed.requireRoot("run a node");
        Installed.program("iptables", "iptables");
        Installed.program("dnsmasq", "dnsmasq-base");
        var parts = new CloseStack();
        Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "node-end"));
        return CloseStack.startTogether(parts, () -> new OneNodeCluster(parts, observed));
    }

    /// The API server as its administrator sees it.
    public KubernetesApi api() {
        return plane.api();
    }

    public Kubectl kubectl() {
        return new Kubectl(GoTool.KUBECTL.binary(), plane.kubeconfig(), folder);
    }

    /// The real helm, as the administrator.
    public Helm helm(GoTool tool) {
        return new Helm(tool, plane.kubeconfig(), folder);
    }

    /// Where the node pulls from, and where the Pods reach it under the same name. It is also what everybody here takes
    /// for `cgr.dev`, `docker.io` and `ghcr.io`.
    public DistributionRegistry registry() {
        return registry;
    }

    /// Who vouches for `cgr.dev`, `docker.io` and `ghcr.io` here, as PEM.
    public Path publicAuthority() {
        return publicRegistries.certificates().authority();
    }

    /// Runs lines in a shell as the administrator, who has kubectl and helm and reaches the public registries. The
    /// first
    /// line that fails is the last.
    ///
    /// @return with everything that they print in `stdout`, in its order, as a terminal shows it
    public Outcome shell(String lines) {
        var path = Stream.of(GoTool.KUBECTL, GoTool.HELM)
                .map(tool -> String.valueOf(tool.binary().getParent()))
                .collect(Collectors.joining(":", "", ":/usr/bin:/bin"));
        return enclosure
                .inside(Command.of("bash", "-ec", "exec 2>&1\n" + lines)
                        .in(folder)
                        .with(Map.of(
                                "PATH",
                                path,
                                "KUBECONFIG",
                                plane.kubeconfig().toString(),
                                "HOME",
                                folder.toString(),
                                "SSL_CERT_FILE",
                                publicAuthority().toString())))
                .run(SHELL_MAX);
    }

    /// Each finished request of the observed user so far, and each watch that it began.
    public List<JsonNode> auditEvents() {
        return plane.auditEvents();
    }

    /// The most memory that a container has had, in bytes, what it read from files included.
    ///
    /// @param container its id, as `containerStatuses` has it behind `containerd://`
    public long memoryPeak(String container) {
        return cgroup.memoryPeak(container);
    }

    /// What a container's control group says about its memory.
    ///
    /// @param file such as `memory.stat`
    public String memory(String container, String file) {
        return cgroup.memory(container, file);
    }

    /// The processes of a container, as this machine counts them.
    public List<Long> processes(String container) {
        return cgroup.processes(container);
    }

    /// Lets the name of each Service that there is now resolve, as a cluster's own name server does at once.
    public void resolveServices() {
        var services = api().get("/api/v1/services")
                .expectSuccess()
                .body()
                .path("items")
                .spliterator();
        write(
                "names/services",
                StreamSupport.stream(services, false)
                        .map(service -> "%s %s.%s.svc.cluster.local%n"
                                .formatted(
                                        service.at("/spec/clusterIP").asText(),
                                        service.at("/metadata/name").asText(),
                                        service.at("/metadata/namespace").asText()))
                        .collect(Collectors.joining()));
    }

    private void startNameServer() throws IOException {
        var hosts = Files.createDirectory(folder.resolve("names"));
        write("names/public-registries", publicRegistries.hosts());
        enclosure.start(Command.of(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--no-hosts",
                        "--no-resolv",
                        "--local=/cluster.local/",
                        "--hostsdir=" + hosts,
                        "--listen-address=" + enclosure.node(),
                        "--bind-interfaces",
                        "--user=root",
                        "--log-facility=-")
                .in(folder));
    }

    private void startKubelet() {
        var configuration = write("kubelet.yaml", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                # Only this machine reaches it.
                authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
                authorization: {mode: AlwaysAllow}
                containerRuntimeEndpoint: "unix://%1$s"
                cgroupDriver: cgroupfs
                cgroupRoot: "/%2$s"
                failCgroupV1: false
                failSwapOn: false
                enforceNodeAllocatable: []
                # A full disk of this machine is not what is tried here.
                evictionHard: {memory.available: "0%%", nodefs.available: "0%%", nodefs.inodesFree: "0%%", imagefs.available: "0%%"}
                imageGCHighThresholdPercent: 100
                clusterDNS: [%3$s]
                clusterDomain: cluster.local
                resolvConf: "%4$s"
                podLogsDir: "%5$s"
                """.formatted(
                        containerd.socket(),
                        cgroup.name(),
                        enclosure.node(),
                        write("resolv.conf", "nameserver " + enclosure.node() + "\n"),
                        folder.resolve("pod-logs")));
        var kubelet = enclosure.start(Command.of(
                        GoTool.KUBELET.binary().toString(),
                        "--config=" + configuration,
                        "--kubeconfig=" + plane.kubeconfig("node:" + NODE),
                        "--hostname-override=" + NODE,
                        "--node-ip=" + enclosure.node(),
                        "--root-dir=" + folder.resolve("kubelet"),
                        "--cert-dir=" + folder.resolve("kubelet-certificates"))
                .in(folder));
        kubelet.awaitReady("the node is ready", START_MAX, this::isReady);
    }

    /// Only now: it ends when the node's addresses change.
    private void startKubeProxy() {
        var proxy = enclosure.start(Command.of(
                        GoTool.KUBE_PROXY.binary().toString(),
                        "--kubeconfig=" + plane.kubeconfig("kube-proxy"),
                        "--hostname-override=" + NODE,
                        "--proxy-mode=iptables",
                        "--cluster-cidr=" + Containerd.PODS,
                        "--conntrack-max-per-core=0")
                .in(folder));
        proxy.awaitReady(
                "Services are routed",
                START_MAX,
                () -> enclosure
                        .inside(Command.of("iptables", "-t", "nat", "-n", "-L", "KUBE-SERVICES")
                                .in(folder))
                        .run(START_MAX)
                        .stdout()
                        .contains("default/kubernetes:https"));
    }

    private boolean isReady() {
        var node = api().get("/api/v1/nodes/" + NODE).body();
        return node.at("/spec/taints").isEmpty()
                && StreamSupport.stream(node.at("/status/conditions").spliterator(), false)
                        .anyMatch(condition -> condition.path("type").asText().equals("Ready")
                                && condition.path("status").asText().equals("True"));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
