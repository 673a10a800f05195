package io.github.provenancegate.report;

import java.util.ArrayList;
import java.util.List;

/// Breaks what is too long for a line, between words only: digests and identities stay whole, to be copied.
final class Wrapping {
    /// What tells a shell that a command goes on in the next line.
    private static final String CONTINUED = " \\";

    private Wrapping() {}

    /// Running text.
    ///
    /// @param columns width of a line
    static List<String> words(String text, int columns) {
        return broken(List.of(text.split(" ", -1)), columns, "");
    }

    /// A command, so that a shell still reads it as one.
    static List<String> command(String command, int columns) {
        return command.length() <= columns ? List.of(command) : broken(shellWords(command), columns, CONTINUED);
    }

    private static List<String> broken(List<String> words, int columns, String continued) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (!line.isEmpty() && line.length() + 1 + word.length() + continued.length() > columns) {
                lines.add(line + continued);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /// Splits at spaces outside single quotes, the only ones that [HandCommands] writes.
    private static List<String> shellWords(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            quoted ^= c == '\'';
            if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}
