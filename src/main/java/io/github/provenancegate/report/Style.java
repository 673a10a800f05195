package io.github.provenancegate.report;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// How a text report is drawn.
///
/// @param palette colours, or none
/// @param signs the characters of boxes and marks
/// @param layout how wide its lines are
public record Style(Palette palette, Signs signs, Layout layout) {
    private static final String PROMPT = "$ ";

    /// Whether ANSI colours are written (ECMA-48, "Select Graphic Rendition").
    public enum Palette {
        COLOURED,
        PLAIN
    }

    /// The characters of boxes and marks.
    public enum Signs {
        UNICODE("═", "┌─ ", "│", "└─ ", "✓", "✗", "⚠", "○"),
        /// For encodings that cannot show the others.
        ASCII("=", ".- ", "|", "'- ", "[ok]", "[FAIL]", "[!]", "[-]");

        final String rule;
        final String top;
        final String side;
        final String bottom;
        private final String holds;
        private final String fails;
        private final String doubtful;
        private final String open;

        Signs(
                String rule,
                String top,
                String side,
                String bottom,
                String holds,
                String fails,
                String doubtful,
                String open) {
            this.rule = rule;
            this.top = top;
            this.side = side;
            this.bottom = bottom;
            this.holds = holds;
            this.fails = fails;
            this.doubtful = doubtful;
            this.open = open;
        }

        /// The signs that this encoding can show.
        public static Signs showableIn(Charset charset) {
            String needed = UNICODE.rule
                    + UNICODE.top
                    + UNICODE.side
                    + UNICODE.bottom
                    + UNICODE.holds
                    + UNICODE.fails
                    + UNICODE.doubtful
                    + UNICODE.open;
            return charset.canEncode() && charset.newEncoder().canEncode(needed) ? UNICODE : ASCII;
        }

        String of(Step.Mark mark) {
            return switch (mark) {
                case HOLDS -> holds;
                case FAILS -> fails;
                case DOUBTFUL -> doubtful;
                case OPEN -> open;
            };
        }
    }

    String marked(Step.Mark mark, String text) {
        return painted(colourOf(mark), signs.of(mark) + " " + text);
    }

    String title(String text) {
        return painted("1", text);
    }

    /// A finding with its label; a value that has no room beside it gets a line of its own.
    List<String> fact(String indent, String label, String value) {
        return switch (layout) {
            case Layout.Window window
            when indent.length() + label.length() + value.length() > window.columns() ->
                List.of(indent + label.stripTrailing(), indent + "  " + value);
            case Layout.Window _, Layout.Paper _ -> List.of(indent + label + value);
        };
    }

    /// Running text behind a word.
    List<String> item(String indent, String word, String text) {
        return switch (layout) {
            case Layout.Paper _ -> List.of((indent + word + text).stripTrailing());
            case Layout.Window window -> {
                int within = indent.length() + 2;
                List<String> lines = new ArrayList<>();
                for (String line : Wrapping.words(word.strip() + " " + text, window.columns() - within)) {
                    lines.add(((lines.isEmpty() ? indent : " ".repeat(within)) + line).stripTrailing());
                }
                yield lines;
            }
        };
    }

    /// A command for a shell. The lines of a broken one have nothing before them, so that they can be copied.
    List<String> command(String indent, String text) {
        return switch (layout) {
            case Layout.Paper _ -> List.of(indent + painted("36", "$ " + text));
            case Layout.Window window -> {
                List<String> lines = new ArrayList<>();
                for (String line : Wrapping.command(text, window.columns() - indent.length() - PROMPT.length())) {
                    lines.add(
                            lines.isEmpty()
                                    ? indent + painted("36", PROMPT + line)
                                    : " ".repeat(indent.length() + 2 * PROMPT.length()) + painted("36", line));
                }
                yield lines;
            }
        };
    }

    /// How a step ends.
    List<String> conclusion(String indent, Step.Mark mark, String text) {
        return switch (layout) {
            case Layout.Paper _ -> List.of(indent + marked(mark, text));
            case Layout.Window window -> {
                int within = indent.length() + signs.of(mark).length() + 1;
                List<String> lines = new ArrayList<>();
                for (String line : Wrapping.words(text, window.columns() - within)) {
                    lines.add(
                            lines.isEmpty()
                                    ? indent + marked(mark, line)
                                    : " ".repeat(within) + painted(colourOf(mark), line));
                }
                yield lines;
            }
        };
    }

    private static String colourOf(Step.Mark mark) {
        return switch (mark) {
            case HOLDS -> "32";
            case FAILS -> "31";
            case DOUBTFUL -> "33";
            case OPEN -> "2";
        };
    }

    private String painted(String rendition, String text) {
        return switch (palette) {
            case COLOURED -> "\u001b[" + rendition + "m" + text + "\u001b[0m";
            case PLAIN -> text;
        };
    }
}
