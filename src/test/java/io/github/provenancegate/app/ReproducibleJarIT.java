package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever builds the same commit on another machine can compare: the jar has the same bytes.
class ReproducibleJarIT {
    private static final Duration BUILD_MAX = Duration.ofMinutes(5);

    @TempDir
    Path elsewhere;

    @Test
    void theJarThatIsMadeAnewFromTheSameClassesInAnotherFolderHasTheSameBytes() throws IOException {
        var jar = Path.of(System.getProperty("provgate.jar", "target/provgate.jar"));
        for (String part : List.of("pom.xml", "mvnw", ".mvn", "src/build", "target/classes")) {
            copy(Path.of(part), elsewhere.resolve(part));
        }

        Command.of(
                        "./mvnw",
                        "-o",
                        "-q",
                        "-B",
                        "-Dmaven.repo.local=" + System.getProperty("localRepository"),
                        "jar:jar@default-jar",
                        "quarkus:build",
                        "antrun:run@reproducible-jar")
                .in(elsewhere)
                .run(BUILD_MAX)
                .expectSuccess();

        var again = elsewhere.resolve("target/provgate.jar");
        assertThat(entries(again)).isEqualTo(entries(jar));
        assertThat(Files.mismatch(again, jar)).isEqualTo(-1);
    }

    /// So that a difference is told by its name.
    private static Map<String, Long> entries(Path jar) throws IOException {
        var sums = new TreeMap<String, Long>();
        try (var zip = new ZipFile(jar.toFile())) {
            zip.stream().forEach(entry -> sums.put(entry.getName(), entry.getCrc()));
        }
        return sums;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var copied = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.createDirectories(copied.getParent());
                    Files.copy(file, copied);
                }
            }
        }
    }
}
