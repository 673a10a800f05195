package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Golden;
import io.github.provenancegate.report.Style.Palette;
import io.github.provenancegate.report.Style.Signs;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final HandCommands COMMANDS = new HandCommands(Set.of(), Map.of());

    @Test
    void everyKindOfAnswerIsDrawnAsPromised() throws IOException {
        Golden.assertWritten(
                "report.txt",
                written(Answers.all(), new Style(Palette.PLAIN, Signs.UNICODE, new Layout.Paper()), COMMANDS));
    }

    @Test
    void aTerminalShowsColours() throws IOException {
        Golden.assertWritten(
                "report-coloured.txt",
                written(
                        List.of(Answers.verified(), Answers.unsigned()),
                        new Style(Palette.COLOURED, Signs.UNICODE, new Layout.Paper()),
                        COMMANDS));
    }

    @Test
    void anEncodingWithoutBoxesGetsAsciiAlone() {
        assertThat(Signs.showableIn(StandardCharsets.US_ASCII)).isEqualTo(Signs.ASCII);
        assertThat(Signs.showableIn(StandardCharsets.UTF_8)).isEqualTo(Signs.UNICODE);
        assertThat(written(Answers.all(), new Style(Palette.PLAIN, Signs.ASCII, new Layout.Paper()), COMMANDS)
                        .chars())
                .allMatch(c -> c < 128);
    }

    @Test
    void noTextFromOutsideReachesTheTerminalUnescaped() {
        assertThat(written(Answers.all(), new Style(Palette.PLAIN, Signs.UNICODE, new Layout.Paper()), COMMANDS))
                .doesNotContain("\u001b");
    }

    @Test
    void commandsSpeakToPlainHttpRegistriesAndOtherTrustRoots() {
        String text = written(
                List.of(Answers.verified()),
                new Style(Palette.PLAIN, Signs.UNICODE, new Layout.Paper()),
                new HandCommands(Set.of("cgr.dev"), Map.of("public-good", "my roots/root.json")));

        assertThat(text)
                .contains("crane digest --insecure cgr.dev/acme.com/python:latest")
                .contains("--trusted-root 'my roots/root.json' --allow-http-registry cgr.dev/acme.com/python@sha256:")
                .doesNotContain("search.sigstore.dev");
    }

    @Test
    void anIdentityCannotEscapeFromItsCommand() {
        assertThat(HandCommands.word("x'; rm -rf ~; '\u001b")).isEqualTo("'x'\\''; rm -rf ~; '\\''\\u001b'");
    }

    @Test
    void theWorstOfAllPoliciesDecidesTheOutcome() {
        assertThat(Answers.undeterminedForOneRefutedForAnother().outcome()).isEqualTo(Outcome.NOT_PROVEN);
        assertThat(Answers.unreachable().outcome()).isEqualTo(Outcome.UNDETERMINED);
        assertThat(Answers.delivered().outcome()).isEqualTo(Outcome.PROVEN);
    }

    private static String written(List<ImageReport> images, Style style, HandCommands commands) {
        var out = new StringWriter();
        try (var report = new TextReport(out, style, commands, Optional.empty())) {
            images.forEach(report::add);
        }
        return out.toString();
    }
}
