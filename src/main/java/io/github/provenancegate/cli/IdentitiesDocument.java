package io.github.provenancegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.provenancegate.verify.Organisation;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An organisation's signing identities, as a policy has them and as a program reads them. Its field names are
/// what others script against.
final class IdentitiesDocument {
    /// A domain's form: no YAML reader takes such a word for a number, a date or a truth value.
    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9._-]*\\.[a-z]+");

    private IdentitiesDocument() {}

    /// The field `organization` of a policy's `spec`.
    static String yaml(Organisation.Name name, Organisation.Id id, Organisation.Identities identities) {
        String text = name.text();
        return "organization:\n"
                + "  name: " + (PLAIN.matcher(text).matches() ? text : quoted(text)) + "\n"
                + "  id: " + quoted(id.hex()) + "\n"
                + "  identities: "
                + identities.all().stream().map(IdentitiesDocument::quoted).collect(Collectors.joining(", ", "[", "]"))
                + "   # " + words(identities) + "\n";
    }

    private static String words(Organisation.Identities identities) {
        if (identities.all().size() == 1 && identities.imageSyncer().equals(identities.customImageBuilder())) {
            return "image syncer and custom image builder";
        }
        return Stream.of(
                        identities.imageSyncer().map(_ -> "image syncer").orElse("no image syncer is set up"),
                        identities
                                .customImageBuilder()
                                .map(_ -> "custom image builder")
                                .orElse("no custom image builder is set up"))
                .collect(Collectors.joining(", "));
    }

    /// What stands in it has passed the grammars of names and ids, which know no quotes.
    private static String quoted(String text) {
        return '"' + text + '"';
    }

    static String json(Organisation.Name name, Organisation.Id id, Organisation.Identities identities) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("name", name.text());
            json.writeStringField("id", id.hex());
            json.writeArrayFieldStart("identities");
            for (String identity : identities.all()) {
                json.writeString(identity);
            }
            json.writeEndArray();
            write(json, "imageSyncer", identities.imageSyncer());
            write(json, "customImageBuilder", identities.customImageBuilder());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        } else {
            json.writeNullField(field);
        }
    }
}
