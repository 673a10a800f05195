package io.github.provenancegate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `provgate man-pages DIR`: what the build calls.
@Command(name = "man-pages", hidden = true, mixinStandardHelpOptions = true, description = "Write the manual's pages.")
final class ManPagesCommand implements Callable<Integer> {
    private final Application application;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1", description = "Folder for them; made where it is not there.")
    private Path folder = Path.of(".");

    ManPagesCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        List<CommandLine> commands = new ArrayList<>(List.of(root));
        root.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .forEach(commands::add);
        try {
            Files.createDirectories(folder);
            for (CommandLine command : commands) {
                String name = command.getCommandSpec().qualifiedName("-");
                Files.writeString(folder.resolve(name + ".1"), ManPage.of(command, application.release()));
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        return ExitCode.ALL_PROVEN;
    }
}
