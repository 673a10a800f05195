package io.github.provenancegate.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Builds a [GoTool] once and keeps it in `$XDG_CACHE_HOME/provenance-gate` (else `~/.cache`), outside the
/// repository.
///
/// The folder's name carries the version, the machine and a hash of the module's files: a changed module is
/// built anew, an unchanged one never. Several test runs may ask at once: a lock file lets one of them build.
final class GoToolCache {
    /// Longer than the slowest first build on a busy two-core machine; a build that hangs must not hang the
    /// run.
    private static final Duration BUILD_MAX = Duration.ofMinutes(40);

    private static final Duration QUESTION_MAX = Duration.ofMinutes(2);

    /// 48 bits tell apart the few module versions one user ever builds.
    private static final int HASH_CHARACTERS = 12;

    /// A JVM holds a file lock as a whole, so threads of one JVM need a lock of their own.
    private static final Object ONE_BUILD = new Object();

    private final Path folder;

    private GoToolCache(Path folder) {
        this.folder = folder;
    }

    static GoToolCache ofUser() {
        var caches = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return new GoToolCache(caches.resolve("provenance-gate"));
    }

    Path binary(GoTool tool) {
        try {
            var module = Project.folder().resolve("src/test/harness").resolve(tool.module());
            var version = version(tool, module);
            var home = folder.resolve(
                    String.join("-", tool.program(), version, operatingSystem(), architecture(), hash(module)));
            var binary = home.resolve(tool.program());
            if (!Files.isExecutable(binary)) {
                synchronized (ONE_BUILD) {
                    Files.createDirectories(home);
                    try (var channel = FileChannel.open(
                                    home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                            var _ = channel.lock()) {
                        if (!Files.isExecutable(binary)) {
                            build(tool, version, module, binary);
                        }
                    }
                }
            }
            return binary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(GoTool tool, String version, Path module, Path binary) throws IOException {
        var go = goFor(module);
        System.err.printf("harness: building %s %s, once; this can take minutes%n", tool.program(), version);
        var start = System.nanoTime();
        var unfinished = Files.createTempFile(binary.getParent(), tool.program(), ".unfinished");
        try {
            Command.of(
                            go.toString(),
                            "build",
                            "-trimpath",
                            "-ldflags",
                            tool.linkerFlags(version),
                            "-o",
                            unfinished.toString(),
                            tool.mainPackage())
                    .in(module)
                    .with(Map.of("CGO_ENABLED", "0"))
                    .run(BUILD_MAX)
                    .expectSuccess();
            Files.move(unfinished, binary, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        var seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        System.err.printf("harness: built %s %s in %d s, kept in %s%n", tool.program(), version, seconds, binary);
    }

    /// The Go client, provided that it accepts the module (which names the oldest Go that can build it).
    static Path goFor(Path module) {
        var go = Stream.concat(
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                        .orElse("")
                                        .split(File.pathSeparator, -1))
                                .filter(entry -> !entry.isBlank())
                                .map(Path::of),
                        Stream.of(Path.of("/usr/local/go/bin"), Path.of("/usr/lib/go/bin")))
                .map(bin -> bin.resolve("go"))
                .filter(Files::isExecutable)
                .findFirst();
        if (go.isEmpty()) {
            throw MissingPart.skipOrFail("no Go on this machine: it builds the real programs these tests run");
        }
        var answer =
                Command.of(go.get().toString(), "env", "GOVERSION").in(module).run(QUESTION_MAX);
        if (answer.exitCode() != 0) {
            throw MissingPart.skipOrFail("this machine's Go cannot build the real programs: "
                    + answer.stderr().strip());
        }
        return go.get();
    }

    private static String version(GoTool tool, Path module) throws IOException {
        if (Files.readString(module.resolve("go.mod")).startsWith("module " + tool.source() + "\n")) {
            return "own";
        }
        var line = Pattern.compile("(?m)^\\s*" + Pattern.quote(tool.source()) + " (v\\S+)")
                .matcher(Files.readString(module.resolve("go.mod")));
        if (!line.find()) {
            throw new IllegalStateException(module.resolve("go.mod") + " does not require " + tool.source());
        }
        return line.group(1);
    }

    private static String hash(Path module) throws IOException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            try (var files = Files.list(module)) {
                for (var file : files.sorted().toList()) {
                    sha256.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String operatingSystem() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name.replace(" ", "");
    }

    static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case String other -> other;
        };
    }
}
