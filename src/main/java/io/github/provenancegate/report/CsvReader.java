package io.github.provenancegate.report;

import java.util.ArrayList;
import java.util.List;

/// Reads rows as RFC 4180 has them, with the line ends of any system.
public final class CsvReader {
    private final String text;
    private int at;

    private CsvReader(String text) {
        // spreadsheets put a byte order mark before what they write
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /// The rows of a text; blank lines are left out.
    ///
    /// @throws IllegalArgumentException when a quoted cell does not end
    public static List<List<String>> rows(String text) {
        return new CsvReader(text).rows();
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        while (at < text.length()) {
            List<String> row = row();
            if (row.size() > 1 || !row.getFirst().isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            cells.add(cell());
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        return cells;
    }

    private String cell() {
        StringBuilder cell = new StringBuilder();
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '"' && cell.isEmpty()) {
                quoted(cell);
            } else {
                cell.append(text.charAt(at++));
            }
        }
        return cell.toString();
    }

    private void quoted(StringBuilder cell) {
        int begin = at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                return;
            }
        }
        throw new IllegalArgumentException("the quoted cell that begins at character " + (begin + 1) + " does not end");
    }
}
