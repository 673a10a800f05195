package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The real buildah with a store of its own: builds the image without a daemon and runs commands in it.
///
/// No image can be pulled for it. Its base is made of this machine's Java and the few libraries that Java needs, and
/// has
/// no shell, as the base that the image is meant for.
public final class Buildah implements AutoCloseable {
    /// The base that [#makeBase()] makes.
    public static final String BASE = "localhost/java:25";

    /// The build trains a cache of 90 MB while the machine compiles on the side.
    private static final Duration RUN_MAX = Duration.ofMinutes(10);

    private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+\\.so[.0-9]*) \\(0x");

    private final TemporaryFolder folder;
    private final List<String> program;

    private Buildah(TemporaryFolder folder) {
        this.folder = folder;
        this.program = List.of(
                "buildah",
                "--root",
                folder.path().resolve("store").toString(),
                "--runroot",
                folder.path().resolve("run").toString(),
                "--storage-driver",
                "vfs");
    }

    /// Without root or buildah the calling test is skipped or failed ([MissingPart]).
    public static Buildah start() {
        Installed.requireRoot("build the image here");
        Installed.program("buildah", "buildah");
        return new Buildah(TemporaryFolder.create("buildah"));
    }

    /// Runs `buildah ARGUMENTS`.
    public Outcome run(String... arguments) {
        return command(arguments).run(RUN_MAX);
    }

    Command command(String... arguments) {
        return Command.of(Stream.concat(program.stream(), Stream.of(arguments)).toList())
                .with(Map.of("BUILDAH_ISOLATION", "chroot"));
    }

    /// The first line that `buildah ARGUMENTS` prints.
    public String ask(String... arguments) {
        return run(arguments).expectSuccess().stdout().strip();
    }

    /// Makes [#BASE]: this machine's Java 25, the C library, and nothing else.
    public void makeBase() throws IOException {
        var root = folder.path().resolve("base");
        var java = Path.of(System.getProperty("java.home"));
        Files.createDirectories(root.resolve("opt"));
        Command.of("cp", "-rL", java.toString(), root.resolve("opt/java").toString())
                .run(RUN_MAX);
        for (var unneeded : List.of("jmods", "lib/src.zip", "demo", "man", "include")) {
            Command.of("rm", "-rf", root.resolve("opt/java").resolve(unneeded).toString())
                    .run(RUN_MAX)
                    .expectSuccess();
        }
        for (var library : libraries(java)) {
            var target = root.resolve(Path.of("/").relativize(library));
            Files.createDirectories(target.getParent());
            Files.copy(library.toRealPath(), target);
        }
        Files.createDirectories(root.resolve("tmp"));
        Command.of("chmod", "1777", root.resolve("tmp").toString()).run(RUN_MAX).expectSuccess();
        var container = ask("from", "scratch");
        ask("add", "--quiet", container, root.toString(), "/");
        run("config", "--env", "PATH=/opt/java/bin", "--env", "JAVA_HOME=/opt/java", container)
                .expectSuccess();
        ask("commit", "--quiet", container, BASE);
        ask("rm", container);
    }

    private static List<Path> libraries(Path java) {
        var found = new ArrayList<Path>();
        for (var part :
                List.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so", "lib/libzip.so")) {
            var libraries = LIBRARY.matcher(Command.of("ldd", java.resolve(part).toString())
                    .run(RUN_MAX)
                    .expectSuccess()
                    .stdout());
            while (libraries.find()) {
                var library = Path.of(libraries.group(1));
                if (!library.startsWith(java) && !found.contains(library)) {
                    found.add(library);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        run("rm", "--all");
        // what was mounted has another owner and links that lead nowhere
        Command.of(
                        "rm",
                        "-rf",
                        "--one-file-system",
                        folder.path().resolve("store").toString())
                .run(RUN_MAX);
        folder.close();
    }

    /// Where a container's files are.
    public Path mounted(String container) {
        try {
            return Path.of(ask("mount", container)).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
