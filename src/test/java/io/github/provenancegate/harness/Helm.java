package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real helm, as the administrator of one control plane or of none.
public final class Helm {
    /// An installation is a few dozen requests.
    private static final Duration RUN_MAX = Duration.ofMinutes(3);

    private final Path binary;
    private final Map<String, String> environment;

    /// @param home where helm keeps its caches, in place of the user's home
    Helm(GoTool tool, Path kubeconfig, Path home) {
        this.binary = tool.binary();
        this.environment = Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "HOME",
                home.toString(),
                "HELM_CACHE_HOME",
                home.resolve("helm-cache").toString(),
                "HELM_CONFIG_HOME",
                home.resolve("helm-config").toString(),
                "HELM_DATA_HOME",
                home.resolve("helm-data").toString());
    }

    /// A helm that knows no cluster, for `lint` and `template`.
    ///
    /// @param tool [GoTool#HELM] or [GoTool#HELM_3]
    public static Helm withoutCluster(GoTool tool, Path home) {
        return new Helm(tool, home.resolve("no-kubeconfig"), home);
    }

    /// Runs `helm ARGUMENTS`.
    public Outcome run(String... arguments) {
        return Command.of(Stream.concat(Stream.of(binary.toString()), Stream.of(arguments))
                        .toList())
                .with(environment)
                .run(RUN_MAX);
    }

    /// What `helm template` prints for this repository's chart as a release in a namespace of the same name. A
    /// helm that was built without its release's settings takes itself for one of Kubernetes 1.20.
    public String template(String release, String... options) {
        var line = List.of(
                "template",
                release,
                Project.folder().resolve("charts/provenance-gate").toString(),
                "-n",
                release,
                "--kube-version",
                "1.37.2");
        return run(Stream.concat(line.stream(), Stream.of(options)).toList())
                .expectSuccess()
                .stdout();
    }

    /// Runs `helm ARGUMENTS`.
    public Outcome run(List<String> arguments) {
        return run(arguments.toArray(String[]::new));
    }
}
