package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The real kubectl, as the administrator of one control plane.
public final class Kubectl {
    /// Well above the 30 s that the API server lets a webhook take.
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private final Path binary;
    private final Path kubeconfig;
    private final Path home;

    /// @param home where kubectl keeps its caches, in place of the user's home
    Kubectl(Path binary, Path kubeconfig, Path home) {
        this.binary = binary;
        this.kubeconfig = kubeconfig;
        this.home = home;
    }

    /// Runs `kubectl ARGUMENTS`.
    public Outcome run(String... arguments) {
        return run(List.of(arguments), "");
    }

    /// Runs `kubectl apply -f - ARGUMENTS` on the given documents.
    public Outcome apply(String yaml, String... arguments) {
        return run(
                Stream.concat(Stream.of("apply", "-f", "-"), Stream.of(arguments))
                        .toList(),
                yaml);
    }

    private Outcome run(List<String> arguments, String stdin) {
        return Command.of(Stream.concat(Stream.of(binary.toString()), arguments.stream())
                        .toList())
                .with(Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", home.toString()))
                .reading(stdin)
                .run(RUN_MAX);
    }
}
