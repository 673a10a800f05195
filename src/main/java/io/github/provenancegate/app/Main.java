package io.github.provenancegate.app;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The process's entry. Commands run as plain Java; only `serve` starts Quarkus.
@QuarkusMain
@Command(
        name = "provgate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Admits only images whose signature is proven.")
public final class Main {
    private Main() {}

    /// Runs the command that `arguments` name and ends the process with its exit code.
    public static void main(String... arguments) {
        // Before anything can log: the first use of java.util.logging fixes its manager for good.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    /// The version that the build wrote into the jar's manifest, or `development` outside a jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"provgate " + (version == null ? "development" : version)};
        }
    }
}
