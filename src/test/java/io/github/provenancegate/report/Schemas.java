package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The schemas to which documents are held.
public final class Schemas {
    private static final Path REPORT = Path.of("src/site/resources/schema/report-v1.json");

    /// The one of SchemaStore, which is OASIS's.
    private static final Path SARIF = Path.of("src/test/resources/schema/sarif-2.1.0.json");

    private Schemas() {}

    /// What `-o json` prints of images.
    public static JsonNode assertReport(String json) {
        return assertValid(REPORT, SpecVersion.VersionFlag.V202012, json);
    }

    public static JsonNode assertSarif(String json) {
        return assertValid(SARIF, SpecVersion.VersionFlag.V4, json);
    }

    static JsonNode report() throws IOException {
        return new ObjectMapper().readTree(Files.readString(REPORT));
    }

    private static JsonNode assertValid(Path file, SpecVersion.VersionFlag version, String json) {
        try {
            JsonNode document = new ObjectMapper().readTree(json);
            JsonSchema schema = JsonSchemaFactory.getInstance(version)
                    .getSchema(new ObjectMapper().readTree(Files.readString(file)));
            assertThat(schema.validate(document)).isEmpty();
            return document;
        } catch (IOException malformed) {
            throw new AssertionError(json, malformed);
        }
    }
}
