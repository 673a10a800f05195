package io.github.provenancegate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.provenancegate.verify.TrustRoots.Part;
import io.github.provenancegate.verify.TrustRoots.Root;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Trust roots as an array of one object each. Its field names are what others script against.
final class TrustRootJson {
    private TrustRootJson() {}

    static String of(List<Root> roots, Instant now) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonFactory.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .build()
                .createGenerator(text)
                .useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (Root root : roots) {
                write(json, root, now);
            }
            json.writeEndArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Root root, Instant now) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", root.name());
        json.writeStringField("origin", root.origin());
        writeText(json, "document", root.document());
        writeText(json, "since", root.document().map(_ -> root.since()));
        json.writeFieldName("ageSeconds");
        if (root.document().isPresent()) {
            json.writeNumber(Duration.between(root.since(), now).toSeconds());
        } else {
            json.writeNull();
        }
        writeText(json, "until", root.until());
        writeText(json, "trouble", root.trouble());
        json.writeArrayFieldStart("trusts");
        for (Part part : root.parts()) {
            json.writeStartObject();
            json.writeStringField("kind", part.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("address", part.address());
            json.writeStringField("from", part.from().toString());
            writeText(json, "until", part.until());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String field, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get().toString());
        } else {
            json.writeNullField(field);
        }
    }
}
