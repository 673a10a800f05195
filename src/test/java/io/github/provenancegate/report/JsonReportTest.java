package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.harness.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    @Test
    void everyKindOfAnswerIsWrittenAsPromised() throws IOException {
        Golden.assertWritten("report.json", written(Answers.all()));
    }

    @Test
    void anObjectHasThePromisedFieldsInThePromisedOrder() throws IOException {
        JsonNode image = new ObjectMapper()
                .readTree(written(List.of(Answers.verified())))
                .get(0);

        assertThat(image.fieldNames())
                .toIterable()
                .containsExactly(
                        "image",
                        "repository",
                        "tag",
                        "digest",
                        "status",
                        "reason",
                        "determined",
                        "message",
                        "baseDigest",
                        "delivery",
                        "build",
                        "found",
                        "policy",
                        "policies",
                        "durationMillis",
                        "registryRequests");
        assertThat(image.get("delivery").fieldNames())
                .toIterable()
                .containsExactly(
                        "signer",
                        "trustRoot",
                        "logIndex",
                        "logId",
                        "integratedTime",
                        "format",
                        "signatureDigest",
                        "repository");
    }

    @Test
    void whatIsNotProvenIsNull() throws IOException {
        JsonNode image = new ObjectMapper()
                .readTree(written(List.of(Answers.unsigned())))
                .get(0);

        assertThat(image.get("delivery").isNull()).isTrue();
        assertThat(image.get("build").isNull()).isTrue();
    }

    @Test
    void aDocumentWithoutImagesIsAnEmptyArray() throws IOException {
        assertThat(new ObjectMapper().readTree(written(List.of()))).isEmpty();
    }

    @Test
    void textFromOutsideReachesNoTerminal() {
        assertThat(written(Answers.all()).chars()).allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'));
    }

    @Test
    void aReaderWhoIsGoneIsToldAtOnce() {
        var gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        JsonReport report = new JsonReport(gone);

        assertThatThrownBy(() -> report.add(Answers.verified())).isInstanceOf(UncheckedIOException.class);
    }

    private static String written(List<ImageReport> images) {
        var out = new ByteArrayOutputStream();
        try (var report = new JsonReport(out)) {
            images.forEach(report::add);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
