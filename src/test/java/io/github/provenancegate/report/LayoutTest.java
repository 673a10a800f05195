package io.github.provenancegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Golden;
import io.github.provenancegate.report.Style.Palette;
import io.github.provenancegate.report.Style.Signs;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A text on terminals of several widths.
class LayoutTest {
    @Test
    void aTerminalOfTheUsualWidthIsDrawnAsPromised() throws IOException {
        Golden.assertWritten("report-80.txt", written(() -> 80));
    }

    @Test
    void aWideTerminalIsDrawnAsPromised() throws IOException {
        Golden.assertWritten("report-120.txt", written(() -> 120));
    }

    /// A word that is longer than the line stays whole, so that it can be copied.
    @ParameterizedTest
    @ValueSource(ints = {80, 100, 120})
    void onlySingleWordsAreLongerThanTheTerminalIsWide(int columns) {
        assertThat(written(() -> columns).lines())
                .filteredOn(line -> line.length() > columns)
                .allSatisfy(line -> assertThat(line.replaceAll("^[ │$└─✓✗⚠○]*|( \\\\)?$", ""))
                        .doesNotContainPattern("[^|] [^|]"));
    }

    @Test
    void everyImageHasTheWidthThatTheTerminalHasThen() {
        Deque<Integer> widths = new ArrayDeque<>(List.of(50, 70));
        List<String> rules = written(
                        List.of(Answers.unsigned()), () -> widths.size() > 1 ? widths.pop() : widths.peek())
                .lines()
                .filter(line -> line.startsWith("═"))
                .toList();

        assertThat(rules).extracting(String::length).startsWith(50).endsWith(70);
    }

    @Test
    void aBrokenCommandIsStillOne() {
        assertThat(Wrapping.command("crane config x | jq -r '.a b'", 16))
                .containsExactly("crane config x \\", "| jq -r '.a b'");
        assertThat(Wrapping.command("crane config x", 14)).containsExactly("crane config x");
    }

    @Test
    void noWidthIsTakenThatHasNoRoomOrNoEnd() {
        assertThat(new Layout.Window(() -> 1).columns()).isEqualTo(40);
        assertThat(new Layout.Window(() -> 5_000).columns()).isEqualTo(120);
    }

    private static String written(IntSupplier columns) {
        return written(Answers.all(), columns);
    }

    private static String written(List<ImageReport> images, IntSupplier columns) {
        var out = new StringWriter();
        try (var report = new TextReport(
                out,
                new Style(Palette.PLAIN, Signs.UNICODE, new Layout.Window(columns)),
                new HandCommands(Set.of(), Map.of()),
                Optional.of(Path.of("acme.com.csv")))) {
            images.forEach(report::add);
        }
        return out.toString();
    }
}
