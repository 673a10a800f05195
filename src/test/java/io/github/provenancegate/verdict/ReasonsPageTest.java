package io.github.provenancegate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.ReasonCode.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page of statuses and reason codes has those that the program can give, and its words on what to do.
class ReasonsPageTest {
    private static final Pattern SECTION = Pattern.compile("## ([A-Z_]+|Proven)(?:, (refuted|undetermined))?(?::.*)?");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| ([^|]+) \\| ([^|]+) \\|");

    private final List<String> lines;

    ReasonsPageTest() throws IOException {
        lines = Files.readAllLines(Path.of("src/site/markdown/reasons.md"));
    }

    @Test
    void everyCodeHasARowUnderItsStatusThatSaysWhatToDo() {
        StringBuilder section = new StringBuilder();
        List<String> rows = lines.stream()
                .filter(line -> !isHeading(line, section) && !section.isEmpty())
                .flatMap(line -> ROW.matcher(line).results())
                .map(row -> section + " " + row.group(1) + ": " + row.group(3))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ReasonCode.values())
                        .map(code -> heading(code.family()) + " " + code + ": " + Remedy.of(code))
                        .toList());
    }

    private static boolean isHeading(String line, StringBuilder section) {
        var heading = SECTION.matcher(line);
        if (!heading.matches()) {
            return false;
        }
        section.setLength(0);
        section.append(heading.group(1)).append(heading.group(2) == null ? "" : " " + heading.group(2));
        return true;
    }

    private static String heading(Family family) {
        return switch (family) {
            case PROVEN -> "Proven";
            case INCOMPLETE -> "PARTIAL";
            case BASE_ABSENT -> "NOT_FOUND";
            case UNSIGNED -> "NO_SIG";
            case NO_BASE -> "NO_BASE";
            case REFUTED -> "ERROR refuted";
            case UNDETERMINED -> "ERROR undetermined";
        };
    }

    @Test
    void everyStatusIsThere() {
        assertThat(lines.stream()
                        .takeWhile(line -> !line.startsWith("## "))
                        .flatMap(line -> ROW.matcher(line).results())
                        .map((MatchResult row) -> row.group(1))
                        .collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(Status.values()).map(Enum::name).collect(Collectors.toSet()));
    }
}
