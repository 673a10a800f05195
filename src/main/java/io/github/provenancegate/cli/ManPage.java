package io.github.provenancegate.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A command's page of the manual, in the language of man(7), from the same words as its help.
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandLine command, String release) {
        CommandSpec spec = command.getCommandSpec();
        ManPage man = new ManPage();
        String name = spec.qualifiedName("-");
        man.page
                .append(".TH ")
                .append(name.toUpperCase(Locale.ROOT))
                .append(" 1 \"\" \"provgate ")
                .append(text(release))
                .append("\"\n");
        man.section("NAME", name + " - " + first(spec.usageMessage().description()));
        man.section(
                "SYNOPSIS",
                command.getHelp().synopsis(0).replaceAll("\\s+", " ").strip());
        man.section("DESCRIPTION", spec.usageMessage().description());
        man.arguments(spec.positionalParameters());
        man.options(spec.options());
        man.commands(command);
        man.footer(spec.usageMessage().footer());
        return man.page.toString();
    }

    private static String first(String... lines) {
        return Arrays.stream(lines).filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    private void section(String title, String... paragraphs) {
        page.append(".SH ").append(title).append('\n');
        for (String paragraph : paragraphs) {
            page.append(paragraph.isBlank() ? ".PP\n" : text(paragraph) + "\n");
        }
    }

    private void arguments(List<PositionalParamSpec> arguments) {
        if (!arguments.isEmpty()) {
            section("ARGUMENTS");
            arguments.forEach(one -> item(one.paramLabel(), one.description()));
        }
    }

    private void options(List<OptionSpec> options) {
        section("OPTIONS");
        for (OptionSpec option : options) {
            String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
            item(
                    Arrays.stream(option.names()).map(name -> name + value).collect(Collectors.joining(", ")),
                    option.description());
        }
    }

    private void commands(CommandLine command) {
        if (!command.getSubcommands().isEmpty()) {
            section("COMMANDS");
            command.getSubcommands().forEach((name, sub) -> {
                if (!sub.getCommandSpec().usageMessage().hidden()) {
                    item(name, first(sub.getCommandSpec().usageMessage().description()));
                }
            });
        }
    }

    private void item(String term, String... words) {
        page.append(".TP\n\\fB")
                .append(text(term))
                .append("\\fR\n")
                .append(text(expanded(words)))
                .append('\n');
    }

    private static String expanded(String... words) {
        return Ansi.OFF.string(String.join(" ", words)).replace("${COMPLETION-CANDIDATES}", "see the command's help");
    }

    /// Examples and exit codes, line by line.
    private void footer(String... lines) {
        page.append(".SH NOTES\n.nf\n");
        for (String line : lines) {
            page.append(text(line)).append('\n');
        }
        page.append(".fi\n");
    }

    /// Nothing in it is a request to the formatter, and its hyphens can be copied.
    private static String text(String words) {
        String safe = words.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
