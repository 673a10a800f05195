package io.github.provenancegate.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Two columns of text in a box.
final class SideBySide {
    private static final int LEFT = 46;
    private static final int RIGHT = 68;

    private final PrintStream out;

    SideBySide(PrintStream out) {
        this.out = out;
    }

    void begin(String left, String right) {
        rule("┌", "┬", "┐");
        row(left, right);
    }

    void next(String left, String right) {
        rule("├", "┼", "┤");
        row(left, right);
    }

    void end() {
        rule("└", "┴", "┘");
    }

    private void rule(String begin, String middle, String end) {
        out.println(begin + "─".repeat(LEFT + 2) + middle + "─".repeat(RIGHT + 2) + end);
    }

    private void row(String left, String right) {
        List<String> lefts = wrap(left, LEFT);
        List<String> rights = wrap(right, RIGHT);
        for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
            out.println("│ " + padded(lefts, i, LEFT) + " │ " + padded(rights, i, RIGHT) + " │");
        }
    }

    private static String padded(List<String> lines, int index, int width) {
        String line = index < lines.size() ? lines.get(index) : "";
        return line + " ".repeat(width - line.length());
    }

    /// Breaks at spaces, and within words only where one is longer than a line.
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            String rest = paragraph;
            while (rest.length() > width) {
                int space = rest.lastIndexOf(' ', width);
                int cut = space > width / 2 ? space : width;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }
}
