package io.github.provenancegate.report;

import io.github.provenancegate.image.UntrustedText;
import java.util.List;
import java.util.stream.Collectors;

/// Tables of GitHub-flavoured Markdown, in which no text from outside is more than text.
final class Markdown {
    /// Of one cell; a longer text is somebody's attempt to fill the page.
    private static final int CELL_CHARACTERS_MAX = 2_000;

    private Markdown() {}

    static String heading(List<String> titles) {
        return row(titles) + "|" + " --- |".repeat(titles.size()) + "\n";
    }

    static String row(List<String> cells) {
        return cells.stream().map(Markdown::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String cell(String text) {
        StringBuilder cell = new StringBuilder();
        String printable = UntrustedText.escape(text, CELL_CHARACTERS_MAX);
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            if ("\\|`*[]<>&~".indexOf(c) >= 0) {
                cell.append('\\');
            }
            cell.append(c);
        }
        return cell.toString();
    }
}
