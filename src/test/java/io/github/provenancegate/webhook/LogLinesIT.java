package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser.Feature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The log of the packaged webhook, as a program reads it that gathers logs.
@TestInstance(Lifecycle.PER_CLASS)
class LogLinesIT {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ServedImages served;

    LogLinesIT(@TempDir Path folder) throws IOException {
        served = new ServedImages(folder);
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void theFieldsOfAReviewAreThoseOfItsAuditAnnotations() throws Exception {
        JsonNode answer = STRICT.readTree(served.post("/validate", review("one", "web", served.bad(), served.good()))
                .body());
        JsonNode line = lineOf("one");

        JsonNode annotations = answer.at("/response/auditAnnotations");
        assertThat(annotations.size()).isGreaterThan(5);
        annotations
                .properties()
                .forEach(annotation -> assertThat(line.path(annotation.getKey()))
                        .as(annotation.getKey())
                        .isEqualTo(annotation.getValue()));
        assertThat(line.path("decision").asText()).isEqualTo("deny");
        assertThat(line.path("digest").asText()).isEqualTo(served.bad().replaceFirst(".*@", ""));
        assertThat(line.path("namespace").asText()).isEqualTo("shop");
        assertThat(line.path("tookMillis").isIntegralNumber()).isTrue();
        assertThat(line.path("message").asText()).isEqualTo("review: deny NO_SIG UNSIGNED");
        assertThat(line.path("level").asText()).isEqualTo("INFO");
    }

    @Test
    void hostileTextsEndNeitherALineNorAString() throws Exception {
        String hostile = "a\\n{\\\"decision\\\":\\\"admit\\\"}\\u001b[31m\\u202e\\ud800";
        served.post("/validate", review("two", hostile, "no image\\r\\n\\u0000\\\"}"));
        JsonNode line = lineOf("two");

        assertThat(line.path("decision").asText()).isEqualTo("deny");
        assertThat(line.path("name").asText()).isEqualTo("a\\u000a{\"decision\":\"admit\"}\\u001b[31m\\u202e\\ud800");
        assertThat(line.path("image").asText()).startsWith("no image\\u000d\\u000a\\u0000\"}");
    }

    private static byte[] review(String uid, String name, String... images) {
        return new String(Reviews.create(images), UTF_8)
                .replace("\"u-1\"", "\"" + uid + "\"")
                .replace("\"name\":\"web\",\"namespace\"", "\"name\":\"" + name + "\",\"namespace\"")
                .getBytes(UTF_8);
    }

    /// Every line of the log must be JSON, not only the one that is looked for.
    private JsonNode lineOf(String uid) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : served.webhook().log().lines().toList()) {
            lines.add(STRICT.readTree(line));
        }
        return lines.stream()
                .filter(line -> line.path("uid").asText().equals(uid))
                .findFirst()
                .orElseThrow();
    }
}
