package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The real containerd inside an [Enclosure], with Debian's runc and network plugins, all its state in one folder.
final class Containerd {
    /// The addresses of Pods; nobody outside the enclosure sees them.
    static final String PODS = "10.98.0.0/24";

    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final List<Path> PLUGINS = List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));

    private final Enclosure enclosure;
    private final Path folder;

    private Containerd(Enclosure enclosure, Path folder) {
        this.enclosure = enclosure;
        this.folder = folder;
    }

    /// @param pause the image that holds a Pod's namespaces, in the registry
    /// @param registry `address:port` of a registry without TLS, which public ones are taken for too
    static Containerd start(Enclosure enclosure, Path folder, String pause, String registry) {
        var runc = Installed.program("runc", "runc");
        var plugins = plugins();
        var containerd = new Containerd(enclosure, folder);
        containerd.write("net.d/pods.conflist", """
                {"cniVersion": "1.0.0", "name": "pods", "plugins": [{
                  "type": "bridge", "bridge": "pods0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
                  "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [[{"subnet": "%s"}]],
                           "routes": [{"dst": "0.0.0.0/0"}]}}]}
                """.formatted(folder.resolve("addresses"), PODS));
        for (var name : Stream.concat(PublicRegistries.IN_REFERENCES.stream(), Stream.of(registry))
                .toList()) {
            containerd.write("certs.d/" + name + "/hosts.toml", """
                    server = "http://%s"
                    """.formatted(registry));
        }
        // This machine may lack the capability to lower a score, which runc would fail to do.
        var configuration =
                containerd.write("containerd.toml", """
                version = 3
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.nri.v1.nri"]
                [grpc]
                address = "%2$s"
                [plugins."io.containerd.cri.v1.images"]
                [plugins."io.containerd.cri.v1.images".pinned_images]
                sandbox = "%3$s"
                [plugins."io.containerd.cri.v1.images".registry]
                config_path = "%1$s/certs.d"
                [plugins."io.containerd.cri.v1.runtime"]
                restrict_oom_score_adj = true
                netns_mounts_under_state_dir = true
                [plugins."io.containerd.cri.v1.runtime".cni]
                bin_dirs = ["%4$s"]
                conf_dir = "%1$s/net.d"
                """.formatted(folder, containerd.socket(), pause, plugins));
        var path = Stream.of(GoTool.CONTAINERD_SHIM.binary(), runc)
                .map(program -> String.valueOf(program.getParent()))
                .reduce(System.getenv("PATH") + ":/usr/sbin:/sbin", (all, one) -> one + ":" + all);
        var process = enclosure.start(Command.of(GoTool.CONTAINERD.binary().toString(), "--config=" + configuration)
                .in(folder)
                .with(Map.of("PATH", path)));
        process.awaitReady(
                "containerd answers", START_MAX, () -> containerd.ctr("version").exitCode() == 0);
        return containerd;
    }

    /// Where the kubelet asks.
    Path socket() {
        return folder.resolve("containerd.sock");
    }

    private Outcome ctr(String... arguments) {
        var line = new ArrayList<>(List.of(GoTool.CTR.binary().toString(), "--address=" + socket()));
        line.addAll(List.of(arguments));
        return enclosure.inside(Command.of(line).in(folder)).run(START_MAX);
    }

    private static Path plugins() {
        return PLUGINS.stream()
                .filter(plugins -> Files.isExecutable(plugins.resolve("bridge"))
                        && Files.isExecutable(plugins.resolve("host-local")))
                .findFirst()
                .orElseThrow(
                        () -> MissingPart.skipOrFail(
                                "no network plugins on this machine; Debian's package containernetworking-plugins brings them"));
    }

    private Path write(String name, String text) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
