package io.github.provenancegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.provenancegate.image.UntrustedText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `provgate config`.
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Show every setting as it is in force, and who says so: an option, a variable, the configuration file with its"
                    + " line, or nobody. Secrets are never shown.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 shown, 2 a setting cannot be used.",
            "",
            "Examples:",
            "  provgate config",
            "  provgate config --config provgate.yaml -o json"
        })
final class ConfigCommand implements Callable<Integer> {
    private static final int VALUE_CHARACTERS_MAX = 300;

    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    ConfigCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Options options = Options.in(spec.commandLine().getParseResult());
        Configuration configuration = application.configuration(options);
        Verification.Format format = application.format(options);
        streams.print(
                switch (format) {
                    case TEXT -> text(configuration);
                    case JSON -> json(configuration);
                    case CSV, SARIF, MARKDOWN -> throw RefusedException.ofFormat(format);
                });
        return ExitCode.ALL_PROVEN;
    }

    private static String text(Configuration configuration) {
        StringBuilder text = new StringBuilder();
        for (Configuration.Line line : configuration.lines()) {
            String value = line.values().isEmpty() ? "-" : String.join(", ", line.values());
            text.append(String.format(
                    Locale.ROOT,
                    "%-22s  %s  (%s)\n",
                    line.key(),
                    UntrustedText.escape(value, VALUE_CHARACTERS_MAX),
                    UntrustedText.escape(line.place(), VALUE_CHARACTERS_MAX)));
        }
        configuration
                .secrets()
                .forEach(name -> text.append(String.format(Locale.ROOT, "%-22s  set, not shown\n", name)));
        return text.toString();
    }

    private static String json(Configuration configuration) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeArrayFieldStart("settings");
            for (Configuration.Line line : configuration.lines()) {
                json.writeStartObject();
                json.writeStringField("key", line.key());
                json.writeArrayFieldStart("values");
                for (String value : line.values()) {
                    json.writeString(value);
                }
                json.writeEndArray();
                json.writeStringField("from", line.place());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("secrets");
            for (String name : configuration.secrets()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }
}
