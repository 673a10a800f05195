package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program to run to its end, or in the background. Its parts are given one by one, so no shell reads them.
public record Command(List<String> line, Path folder, Map<String, String> environment, String stdin) {
    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... line) {
        return of(List.of(line));
    }

    public static Command of(List<String> line) {
        return new Command(line, Project.folder(), Map.of(), "");
    }

    public Command in(Path otherFolder) {
        return new Command(line, otherFolder, environment, stdin);
    }

    /// Adds to the environment of this process.
    public Command with(Map<String, String> moreEnvironment) {
        return new Command(line, folder, moreEnvironment, stdin);
    }

    Command reading(String text) {
        return new Command(line, folder, environment, text);
    }

    /// Runs the program to its end.
    ///
    /// @throws AssertionError if it has not ended within the limit; it is killed then
    public Outcome run(Duration limit) {
        // Files, not pipes: a program that writes much to either stream never waits for a reader.
        try (var files = TemporaryFolder.create("command")) {
            var in = Files.writeString(files.path().resolve("in"), stdin);
            var out = files.path().resolve("out");
            var err = files.path().resolve("err");
            var process = builder()
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            RealProcess.endWithThisJvm(process);
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(
                            "%s did not end within %s; stderr: %s".formatted(name(), limit, Files.readString(err)));
                }
            } finally {
                RealProcess.end(process);
            }
            return new Outcome(name(), process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name() + " ran", e);
        }
    }

    ProcessBuilder builder() {
        var builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    /// What failures call it: the program and its subcommand, but no option, which may be secret.
    String name() {
        var program = String.valueOf(Path.of(line.getFirst()).getFileName());
        return line.size() == 1 || line.get(1).startsWith("-") ? program : program + " " + line.get(1);
    }
}
