package io.github.provenancegate.report;

import java.nio.charset.Charset;

/// How a text report is drawn.
///
/// @param palette colours, or none
/// @param signs the characters of boxes and marks
public record Style(Palette palette, Signs signs) {
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

    String command(String text) {
        return painted("36", "$ " + text);
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
