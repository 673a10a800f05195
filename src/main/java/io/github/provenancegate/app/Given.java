package io.github.provenancegate.app;

import io.github.provenancegate.cli.Configuration;
import io.github.provenancegate.cli.Options;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.image.UntrustedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What somebody wrote for each setting, and where: an option beats the environment, which beats the file. A
/// setting that is written in a stronger place is not mixed with what a weaker one says.
final class Given {
    /// @param place as a person finds it, such as `--timeout` or `config.yaml:3: timeout`
    record Written(String value, String place) {}

    /// Variables that are, or may hold, a secret.
    private static final List<String> SECRETS =
            List.of("CHAINGUARD_TOKEN", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy");

    private final Map<Setting, List<Written>> values;

    private Given(Map<Setting, List<Written>> values) {
        this.values = values;
    }

    /// The strongest of the three for each setting.
    ///
    /// @throws RefusedException when the configuration file cannot be read or has a key that is no setting
    static Given of(Options options, Surroundings surroundings) {
        Map<Setting, List<Written>> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            List<Written> strongest = inOptions(setting, options);
            if (strongest.isEmpty()) {
                strongest = inEnvironment(setting, surroundings.environment());
            }
            if (!strongest.isEmpty()) {
                values.put(setting, strongest);
            }
        }
        Optional<Written> named =
                values.getOrDefault(Setting.CONFIG, List.of()).stream().findFirst();
        SettingsFile.read(named, surroundings).forEach(values::putIfAbsent);
        return new Given(values);
    }

    private static List<Written> inOptions(Setting setting, Options options) {
        return options.of(setting).stream()
                .map(value -> new Written(value, setting.option()))
                .toList();
    }

    /// Other variables that begin alike are left alone: Kubernetes gives every container such for a Service of
    /// that name.
    private static List<Written> inEnvironment(Setting setting, Map<String, String> environment) {
        String value = environment.getOrDefault(setting.variable(), "");
        if (value.isEmpty()) {
            return List.of();
        }
        List<String> parts = switch (setting.count()) {
            case ONCE -> List.of(value);
            case SEVERAL -> Arrays.asList(value.split(",", -1));
        };
        return parts.stream()
                .map(part -> new Written(part.strip(), setting.variable()))
                .toList();
    }

    /// The one value.
    ///
    /// @param parse refuses with an [IllegalArgumentException] whose message says what is wrong and what to write
    <T> Optional<T> once(Setting setting, Function<String, T> parse) {
        return values.getOrDefault(setting, List.of()).stream().findFirst().map(written -> parsed(written, parse));
    }

    /// All values, in order; none where nobody wrote any.
    <T> List<T> several(Setting setting, Function<String, T> parse) {
        List<T> all = new ArrayList<>();
        for (Written written : values.getOrDefault(setting, List.of())) {
            all.add(parsed(written, parse));
        }
        return all;
    }

    /// Where a setting is written, for a message about its value; else its option.
    String placeOf(Setting setting) {
        return values.getOrDefault(setting, List.of()).stream()
                .findFirst()
                .map(Written::place)
                .orElse(setting.option());
    }

    /// What is in force, setting by setting. No setting holds a secret; of variables that do, it is told
    /// whether they are there.
    Configuration configuration(Surroundings surroundings) {
        List<Configuration.Line> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            List<Written> written = values.getOrDefault(setting, List.of());
            lines.add(
                    written.isEmpty()
                            ? new Configuration.Line(
                                    setting.key(), setting.usual().stream().toList(), "default")
                            : new Configuration.Line(
                                    setting.key(),
                                    written.stream().map(Written::value).toList(),
                                    written.getFirst().place()));
        }
        List<String> secrets = SECRETS.stream()
                .filter(name ->
                        !surroundings.environment().getOrDefault(name, "").isEmpty())
                .toList();
        return new Configuration(lines, secrets);
    }

    private static <T> T parsed(Written written, Function<String, T> parse) {
        if (written.value().isBlank()) {
            throw new RefusedException(written.place() + ": is empty; write a value, or leave it out");
        }
        try {
            return parse.apply(written.value());
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(written.place() + ": " + refused.getMessage());
        }
    }

    /// One of some words.
    static <T extends Enum<T>> T word(String text, Class<T> words) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> wordOf(word).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(UntrustedText.quote(text) + " is not one of its words; write "
                                + String.join(
                                        " or ",
                                        Arrays.stream(words.getEnumConstants())
                                                .map(Given::wordOf)
                                                .toList())));
    }

    private static String wordOf(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /// A whole number within limits.
    static int number(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below, for this and for a number beyond the limits
        }
        throw new IllegalArgumentException(
                UntrustedText.quote(text) + " is not a whole number from " + min + " to " + max);
    }
}
