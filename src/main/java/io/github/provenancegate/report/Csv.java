package io.github.provenancegate.report;

import io.github.provenancegate.image.UntrustedText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rows as RFC 4180 has them, one a line, in which no text from outside is a formula to a spreadsheet or a
/// command to a terminal.
final class Csv {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",]|^ | $");

    /// What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
    private static final String FORMULA_BEGINNINGS = "=+-@";

    /// What a spreadsheet holds in one cell.
    private static final int CELL_CHARACTERS_MAX = 32_000;

    private Csv() {}

    static String row(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String cell(String outside) {
        String text = UntrustedText.escape(outside, CELL_CHARACTERS_MAX);
        String harmless = !text.isEmpty() && FORMULA_BEGINNINGS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return NEEDS_QUOTES.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
