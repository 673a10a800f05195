package io.github.provenancegate.cli;

import io.github.provenancegate.verify.UndeterminedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// All commands, and how they end.
@Command(
        name = "provgate",
        mixinStandardHelpOptions = true,
        description = {
            "Admit only images whose Chainguard or Sigstore signature is proven.",
            "",
        },
        footer = {"", "Exit codes: 0 all proven, 1 at least one not, 2 usage, 3 could not find out."})
public final class Commands {
    private Commands() {}

    /// Runs the command that the arguments name.
    ///
    /// @return the exit code
    public static int run(Application application, StandardStreams streams, String... arguments) {
        PrintWriter out = new PrintWriter(streams.out(), true, streams.charset());
        if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
            // scripts ask often, and the answer needs none of the work that the commands' annotations make
            out.println(application.version());
            return ExitCode.ALL_PROVEN;
        }
        CommandLine commands = new CommandLine(new Commands())
                .addSubcommand(declared(new VerifyCommand(application, streams), Setting.Use.REPORTING))
                .addSubcommand(admitting(new CheckCommand(application, streams)))
                .addSubcommand(admitting(new ScanCommand(application, streams)))
                .addSubcommand(comparing(new CompareCommand(application, streams)))
                .addSubcommand(declared(new ServeCommand(application), Setting.Use.SERVING))
                .addSubcommand(declared(new TrustRootCommand(application, streams), Setting.Use.REPORTING))
                .addSubcommand(declared(new IdentitiesCommand(application, streams), Setting.Use.REPORTING))
                .addSubcommand(new VerifyBundleCommand(application, streams))
                .addSubcommand(new ExplainCommand(streams))
                .addSubcommand(new ProbeCommand(application))
                .addSubcommand(new RehearseCommand(application))
                .addSubcommand(
                        declared(new ConfigCommand(application, streams), Setting.Use.REPORTING, Setting.Use.SERVING))
                .addSubcommand(new CompletionCommand(streams))
                .addSubcommand(new ManPagesCommand(application));
        commands.getCommandSpec().versionProvider(() -> new String[] {application.version()});
        commands.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec()
                        .versionProvider(commands.getCommandSpec().versionProvider()));
        commands.setOut(out);
        commands.setErr(new PrintWriter(streams.err(), true, streams.charset()));
        commands.setParameterExceptionHandler((wrong, _) -> usage(wrong, streams.err()));
        commands.setExecutionExceptionHandler((thrown, _, _) -> failed(thrown, streams.err()));
        if (arguments.length == 0) {
            commands.usage(streams.err());
            return ExitCode.USAGE;
        }
        return commands.execute(arguments);
    }

    private static CommandLine declared(Object command, Setting.Use... uses) {
        CommandLine commandLine = new CommandLine(command);
        Options.declare(commandLine.getCommandSpec(), Setting.of(Setting.Use.EVERYWHERE, uses));
        return commandLine;
    }

    /// Says what admission says, which depends on what it does about images of which no policy speaks.
    private static CommandLine admitting(Object command) {
        CommandLine commandLine = declared(command, Setting.Use.REPORTING);
        Options.declare(commandLine.getCommandSpec(), List.of(Setting.UNMATCHED));
        return commandLine;
    }

    /// Reads files only.
    private static CommandLine comparing(Object command) {
        CommandLine commandLine = new CommandLine(command);
        Options.declare(commandLine.getCommandSpec(), List.of(Setting.CONFIG, Setting.OUTPUT));
        return commandLine;
    }

    private static int usage(ParameterException wrong, PrintStream err) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        err.println("provgate: " + wrong.getMessage());
        err.println("See: " + command.qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception thrown, PrintStream err) {
        return switch (thrown) {
            case RefusedException refused -> {
                err.println("provgate: " + refused.getMessage());
                yield ExitCode.USAGE;
            }
            case UndeterminedException couldNotAsk -> {
                err.println("provgate: " + couldNotAsk.sentence() + " (" + couldNotAsk.code() + ")");
                yield ExitCode.NOT_FOUND_OUT;
            }
            case UncheckedIOException gone -> {
                err.println("provgate: cannot read or write: "
                        + Optional.ofNullable(gone.getCause())
                                .map(Throwable::getMessage)
                                .orElse("no reason given"));
                yield ExitCode.NOT_FOUND_OUT;
            }
            default -> {
                err.println("provgate: an internal error: " + thrown);
                // asked for here only: the first logger loads the whole log manager, which --version has no use for
                Logger.getLogger(Commands.class.getName()).log(Level.FINE, "an internal error", thrown);
                yield ExitCode.NOT_FOUND_OUT;
            }
        };
    }
}
