package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// Real programs that need nothing but their input.
public final class Tools {
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private Tools() {}

    /// Runs `kubeconform OPTIONS` on documents.
    public static Outcome kubeconform(String yaml, String... options) {
        return Command.of(Stream.concat(Stream.of(GoTool.KUBECONFORM.binary().toString()), Stream.of(options))
                        .toList())
                .reading(yaml)
                .run(RUN_MAX);
    }

    /// Runs `promtool ARGUMENTS` in a folder.
    public static Outcome promtool(Path folder, String... arguments) {
        return Command.of(Stream.concat(Stream.of(GoTool.PROMTOOL.binary().toString()), Stream.of(arguments))
                        .toList())
                .in(folder)
                .run(RUN_MAX);
    }

    /// What `kubectl kustomize FOLDER` prints; no cluster is asked.
    public static String kustomize(Path folder) {
        return Command.of(GoTool.KUBECTL.binary().toString(), "kustomize", folder.toString())
                .run(RUN_MAX)
                .expectSuccess()
                .stdout();
    }
}
