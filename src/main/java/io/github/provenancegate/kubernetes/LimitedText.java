package io.github.provenancegate.kubernetes;

import java.nio.charset.StandardCharsets;

/// Texts cut to what their reader takes.
final class LimitedText {
    private static final String MORE = "…";

    private LimitedText() {}

    /// The text in at most `bytesMax` bytes of UTF-8, never in the middle of a character; `…` where something is
    /// missing.
    static String cut(String text, int bytesMax) {
        if (bytes(text) <= bytesMax) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int room = bytesMax - bytes(MORE);
        for (int index = 0; index < text.length(); ) {
            int codePoint = text.codePointAt(index);
            room -= bytes(Character.toString(codePoint));
            if (room < 0) {
                break;
            }
            kept.appendCodePoint(codePoint);
            index += Character.charCount(codePoint);
        }
        return kept.append(MORE).toString();
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
