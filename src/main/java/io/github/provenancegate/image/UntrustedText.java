package io.github.provenancegate.image;

/// Text from outside made safe to print in a message, a log line, an Event or a warning.
///
/// Control characters, terminal escapes, bidirectional overrides, line separators and lone surrogates become
/// `\\uXXXX`, so that no image name can forge a second log line or silence a Kubernetes warning (the API server
/// drops warnings that hold a control character).
public final class UntrustedText {
    /// Longest text that is repeated; beyond it the reader learns nothing more and a message would burst its
    /// limit.
    static final int CHARACTERS_MAX = 300;

    private UntrustedText() {}

    /// The text between double quotes, escaped and shortened to [#CHARACTERS_MAX].
    public static String quote(String text) {
        return '"' + escape(text, CHARACTERS_MAX) + '"';
    }

    /// The text without quotes, escaped and shortened to `charactersMax` characters of the original.
    public static String escape(String text, int charactersMax) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), charactersMax) + 2);
        int index = 0;
        while (index < text.length() && index < charactersMax) {
            int codePoint = text.codePointAt(index);
            if (isPlain(codePoint)) {
                safe.appendCodePoint(codePoint);
            } else {
                safe.append("\\u").append(String.format("%04x", codePoint));
            }
            index += Character.charCount(codePoint);
        }
        return index < text.length() ? safe.append('…').toString() : safe.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
