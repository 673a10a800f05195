package io.github.provenancegate.bench;

import io.github.provenancegate.harness.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Trains the JVM's ahead-of-time cache as the image's build does: classes are loaded, linked and profiled before the
/// process starts.
final class StartUpCache {
    private static final Duration TRAINING_MAX = Duration.ofMinutes(5);

    /// As the launcher and the image have them: a cache fits no other collector.
    private static final List<String> JAVA_OPTIONS =
            List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private StartUpCache() {}

    /// What a server needs, by the command that the image's build runs.
    static Path ofServer(Path folder) {
        Path cache = folder.resolve("serve.aot");
        java(
                List.of("-XX:AOTCacheOutput=" + cache, "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining"),
                List.of("rehearse"),
                Map.of());
        return cache;
    }

    /// What a command needs that is run so.
    static void ofCommand(Path cache, List<String> arguments, Map<String, String> environment) {
        java(List.of("-XX:AOTCacheOutput=" + cache, "-XX:TieredStopAtLevel=1"), arguments, environment);
    }

    /// As the launcher does it, with more options.
    static void java(List<String> options, List<String> arguments, Map<String, String> environment) {
        Command.of(Stream.of(
                                List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()),
                                options,
                                JAVA_OPTIONS,
                                List.of("-jar", System.getProperty("provgate.jar", "target/provgate.jar")),
                                arguments)
                        .flatMap(List::stream)
                        .toList())
                .with(environment)
                .run(TRAINING_MAX)
                .expectSuccess();
    }
}
