package io.github.provenancegate.chainguard;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Chainguard's own program, asked for the token of whoever is logged in.
///
/// A program is a way out of the process beside the transport: it may talk to anybody. So it is used only where
/// nothing else is set up, with a time limit, no input, and a cap on what it prints; its words of error are
/// left out of ours, since they may repeat a secret.
public final class Chainctl {
    /// A token that is there is printed at once, one that must be renewed takes a request.
    private static final Duration TIME_MAX = Duration.ofSeconds(10);

    /// A program that has closed its output is about to end.
    private static final Duration END_MAX = Duration.ofSeconds(1);

    private final Path program;
    private final String audience;

    private Chainctl(Path program, String audience) {
        this.program = program;
        this.audience = audience;
    }

    /// The program in the first folder of `PATH` that has it. Folders that are not absolute are left out: what
    /// lies in the working directory is not what somebody installed.
    ///
    /// @param audience the service that its tokens are to be good for
    public static Optional<Chainctl> onThePath(String path, String audience) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .flatMap(folder -> program(folder).stream())
                .findFirst()
                .map(program -> new Chainctl(program, audience));
    }

    private static Optional<Path> program(String folder) {
        try {
            Path program = Path.of(folder).resolve("chainctl");
            return program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)
                    ? Optional.of(program)
                    : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// What it prints.
    ///
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when that is no token, `DEADLINE_EXCEEDED` when it
    ///     takes too long
    Secret token(Inquiry inquiry) {
        Duration time = inquiry.deadline().remainingFor("asking chainctl for a token", TIME_MAX);
        Process process = start();
        try {
            CompletableFuture<String> printed = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("chainctl").start(() -> read(process.getInputStream(), printed));
            String text = printed.get(time.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(END_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLate();
            }
            return Optional.of(text)
                    .filter(_ -> process.exitValue() == 0)
                    .flatMap(Bearer::parse)
                    .orElseThrow(() -> noToken("exit code " + process.exitValue()));
        } catch (TimeoutException _) {
            throw tooLate();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw tooLate();
        } catch (ExecutionException _) {
            throw noToken("its output could not be read");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(List.of(program.toString(), "auth", "token", "--audience", audience))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            throw noToken("it cannot be started");
        }
    }

    private static void read(InputStream output, CompletableFuture<String> printed) {
        try (output) {
            printed.complete(new String(output.readNBytes(Bearer.BYTES_MAX + 1), StandardCharsets.UTF_8));
        } catch (IOException | UncheckedIOException failed) {
            printed.completeExceptionally(failed);
        }
    }

    private UndeterminedException tooLate() {
        return new UndeterminedException(
                ReasonCode.DEADLINE_EXCEEDED, program + " printed no token in time: run \"chainctl auth login\" first");
    }

    private UndeterminedException noToken(String why) {
        return new UndeterminedException(
                ReasonCode.REGISTRY_UNAUTHORIZED,
                program + " printed no token (" + why + "): run \"chainctl auth login\" first");
    }
}
