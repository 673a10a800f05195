package io.github.provenancegate.app;

import io.github.provenancegate.cli.Commands;
import io.github.provenancegate.cli.StandardStreams;
import io.quarkus.runtime.annotations.QuarkusMain;

/// The process's entry. Commands run as plain Java; only `serve` starts Quarkus.
@QuarkusMain
public final class Main {
    private Main() {}

    /// Runs the command that `arguments` name and ends the process with its exit code.
    public static void main(String... arguments) {
        // Before anything can log: the first use of java.util.logging fixes its manager for good.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.exit(Commands.run(new Provgate(Surroundings.ofProcess()), StandardStreams.ofProcess(), arguments));
    }
}
