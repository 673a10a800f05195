package io.github.provenancegate.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// What somebody wrote on the command line for each setting, as text.
///
/// @param values only of settings that were given, at least one value each
public record Options(Map<Setting, List<String>> values) {
    public Options {
        values = Map.copyOf(values);
    }

    /// The values of a setting; none where the option was not given.
    public List<String> of(Setting setting) {
        return values.getOrDefault(setting, List.of());
    }

    /// Lets a command take settings as options.
    static void declare(CommandSpec command, List<Setting> settings) {
        for (Setting setting : settings) {
            OptionSpec.Builder option = setting == Setting.OUTPUT
                    ? OptionSpec.builder("-o", setting.option())
                    : OptionSpec.builder(setting.option());
            option.paramLabel(setting.label()).description(setting.description());
            switch (setting.count()) {
                case ONCE -> option.type(String.class).arity("1");
                case SEVERAL ->
                    option.type(List.class).auxiliaryTypes(String.class).arity("1");
            }
            command.addOption(option.build());
        }
    }

    static Options in(ParseResult arguments) {
        Map<Setting, List<String>> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (arguments.hasMatchedOption(setting.option())) {
                values.put(
                        setting,
                        List.copyOf(arguments.matchedOption(setting.option()).stringValues()));
            }
        }
        return new Options(values);
    }
}
