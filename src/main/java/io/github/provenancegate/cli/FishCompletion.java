package io.github.provenancegate.cli;

import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Completion for fish, which picocli does not write.
final class FishCompletion {
    private FishCompletion() {}

    static String of(CommandLine root) {
        String program = root.getCommandName();
        StringBuilder script = new StringBuilder("# completion of " + program + " for fish\n");
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            if (command.getValue().getCommandSpec().usageMessage().hidden()) {
                continue;
            }
            script.append("complete -c ")
                    .append(program)
                    .append(" -n __fish_use_subcommand -f -a ")
                    .append(command.getKey())
                    .append(described(
                            command.getValue().getCommandSpec().usageMessage().description()))
                    .append('\n');
            for (OptionSpec option : command.getValue().getCommandSpec().options()) {
                script.append("complete -c ")
                        .append(program)
                        .append(" -n '__fish_seen_subcommand_from ")
                        .append(command.getKey())
                        .append('\'');
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
                }
                script.append(option.arity().max() > 0 ? " -r" : "")
                        .append(described(option.description()))
                        .append('\n');
            }
        }
        return script.toString();
    }

    private static String described(String... lines) {
        String text =
                Arrays.stream(lines).filter(line -> !line.isBlank()).findFirst().orElse("");
        return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
