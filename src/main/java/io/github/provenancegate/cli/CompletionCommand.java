package io.github.provenancegate.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `provgate completion SHELL`.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(provgate completion bash)          # also for zsh, with zsh",
            "  provgate completion fish > ~/.config/fish/completions/provgate.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", arity = "1", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    /// As one writes it.
    enum Shell {
        bash,
        zsh,
        fish
    }

    CompletionCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        streams.print(
                switch (shell) {
                    case bash -> AutoComplete.bash(root.getCommandName(), root);
                    // the same script, which zsh reads once it is told how bash does it
                    case zsh ->
                        "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                + AutoComplete.bash(root.getCommandName(), root);
                    case fish -> FishCompletion.of(root);
                });
        return ExitCode.ALL_PROVEN;
    }
}
