package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program running in the background, with all it says in one file. It never outlives the JVM that started
/// it.
final class RealProcess implements AutoCloseable {
    /// How long a program may take to end in peace before it is killed; the product drains for up to 30 s.
    private static final Duration PEACE_MAX = Duration.ofSeconds(45);

    /// Enough of a log's end to see why a program failed.
    private static final int TAIL_CHARACTERS = 4_000;

    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(RealProcess::killTree), "harness-end"));
    }

    private final String name;
    private final Path log;
    private final Process process;

    private RealProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /// @param log where standard output and standard error go; appended to, so that a restart keeps what was said
    static RealProcess start(Command command, Path log) {
        try {
            var process = command.builder()
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            endWithThisJvm(process);
            process.getOutputStream().close();
            return new RealProcess(command.name(), log, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until the condition holds.
    ///
    /// @throws AssertionError with the end of the log, if the program ends first or the limit passes
    void awaitReady(String what, Duration limit, BooleanSupplier ready) {
        try {
            Await.until(what, limit, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("it ended with " + process.exitValue());
                }
                return ready.getAsBoolean();
            });
        } catch (AssertionError e) {
            throw new AssertionError("%s: %s%n%s".formatted(name, e.getMessage(), tail(log())), e);
        }
    }

    /// All it has said so far.
    String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// Asks the program to end (SIGTERM).
    void askToEnd() {
        process.destroy();
    }

    /// Asks the program to end (SIGTERM), waits, and kills what is left of its tree.
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(PEACE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(process);
        }
    }

    /// Ends the program at once (SIGKILL), as a crash does.
    void kill() {
        end(process);
        process.onExit().join();
    }

    static void endWithThisJvm(Process process) {
        LIVING.add(process);
    }

    static void end(Process process) {
        killTree(process);
        LIVING.remove(process);
    }

    private static void killTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TAIL_CHARACTERS));
    }
}
