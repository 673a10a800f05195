package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.harness.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The forms for programs and for tickets.
class ReportFormatsTest {
    private static final HandCommands COMMANDS = new HandCommands(Set.of(), Map.of());

    @Test
    void everyKindOfAnswerHasItsRow() throws IOException {
        Golden.assertWritten("report.csv", csv(CsvReport.Columns.FULL));
        Golden.assertWritten("report-delivery.csv", csv(CsvReport.Columns.DELIVERY));
    }

    @Test
    void everyKindOfAnswerIsToldToCodeScanners() throws IOException {
        String sarif = sarif(Answers.all());

        Schemas.assertSarif(sarif);
        Golden.assertWritten("report.sarif", sarif);
    }

    @Test
    void everyReasonIsARuleAndEveryResultNamesItsOwn() {
        JsonNode run = Schemas.assertSarif(sarif(Answers.all())).get("runs").get(0);
        JsonNode rules = run.get("tool").get("driver").get("rules");

        assertThat(rules)
                .extracting(rule -> rule.get("id").asText())
                .containsExactlyElementsOf(
                        Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
        assertThat(run.get("results"))
                .hasSize(14)
                .allSatisfy(result -> assertThat(
                                rules.get(result.get("ruleIndex").asInt()).get("id"))
                        .isEqualTo(result.get("ruleId")));
    }

    @Test
    void provenImagesAreNoResults() {
        JsonNode run = Schemas.assertSarif(sarif(List.of(Answers.verified(), Answers.delivered())))
                .get("runs")
                .get(0);

        assertThat(run.get("results")).isEmpty();
        assertThat(run.get("properties").get("proven").asInt()).isEqualTo(2);
    }

    @Test
    void everyKindOfAnswerIsARowOfMarkdown() throws IOException {
        var out = new StringWriter();
        try (var report = new MarkdownReport(out)) {
            Answers.all().forEach(report::add);
        }
        Golden.assertWritten("report.md", out.toString());
    }

    @Test
    void theSchemaKnowsEveryReasonAndHoldsForEveryKindOfAnswer() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var report = new JsonReport(out)) {
            Answers.all().forEach(report::add);
        }
        Schemas.assertReport(out.toString(StandardCharsets.UTF_8));

        assertThat(Schemas.report().get("$defs").get("reason").get("enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
    }

    @Test
    void noCellIsAFormulaOrASecondLine() {
        assertThat(Csv.row(List.of("=1+1", "+1", "-1", "@x", "a\nb", "\u001b[2J", "a,b", "say \"x\"", " x", "plain")))
                .isEqualTo("'=1+1,'+1,'-1,'@x,a\\u000ab,\\u001b[2J,\"a,b\",\"say \"\"x\"\"\",\" x\",plain\r\n");
    }

    @Test
    void noCellIsMarkup() {
        assertThat(Markdown.row(List.of("a|b", "<img src=x>", "[x](y)", "`x`")))
                .isEqualTo("| a\\|b | \\<img src=x\\> | \\[x\\](y) | \\`x\\` |\n");
    }

    private static String csv(CsvReport.Columns columns) {
        var out = new StringWriter();
        try (var report = new CsvReport(out, columns, ImageReport::asked, COMMANDS)) {
            Answers.all().forEach(report::add);
        }
        return out.toString();
    }

    private static String sarif(List<ImageReport> images) {
        var out = new ByteArrayOutputStream();
        try (var report = new SarifReport(out, "1.2.3")) {
            images.forEach(report::add);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
