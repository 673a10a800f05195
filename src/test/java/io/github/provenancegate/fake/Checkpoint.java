package io.github.provenancegate.fake;

import java.util.Arrays;
import java.util.Base64;

/// A tree head as a signed note (<https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>).
final class Checkpoint {

    private static final int KEY_ID_BYTES = 4;

    private final String text;
    private final StringBuilder signatures = new StringBuilder();

    Checkpoint(String origin, long size, byte[] root) {
        this.text = origin + "\n" + size + "\n" + Encoding.base64(root) + "\n";
    }

    /// The bytes that a log signs.
    byte[] text() {
        return Encoding.utf8(text);
    }

    /// @param keyHash begins with the key id
    Checkpoint signed(String name, byte[] keyHash, byte[] signature) {
        byte[] keyId = Arrays.copyOf(keyHash, KEY_ID_BYTES);
        signatures
                .append("\u2014 ")
                .append(name)
                .append(' ')
                .append(Encoding.base64(Encoding.concat(keyId, signature)))
                .append('\n');
        return this;
    }

    /// The same note, with the lowest bit of the last byte of its first signature flipped.
    static String withSignatureSpoiled(String note) {
        int lineEnd = note.indexOf('\n', note.indexOf("\n\n") + 2);
        int start = note.lastIndexOf(' ', lineEnd) + 1;
        byte[] signature = Base64.getDecoder().decode(note.substring(start, lineEnd));
        return note.substring(0, start)
                + Encoding.base64(Encoding.withLastBitFlipped(signature))
                + note.substring(lineEnd);
    }

    /// The same note under a hundred signatures of somebody else, and then its own.
    static String withManySignatures(String note) {
        int start = note.indexOf("\n\n") + 2;
        String other = "\u2014 somebody.example " + Encoding.base64(new byte[4 + 64]) + "\n";
        return note.substring(0, start) + other.repeat(100) + note.substring(start);
    }

    /// The same note, its first signature left out.
    static String withoutFirstSignature(String note) {
        int start = note.indexOf("\n\n") + 2;
        return note.substring(0, start) + note.substring(note.indexOf('\n', start) + 1);
    }

    static String withoutSignatures(String note) {
        return note.substring(0, note.indexOf("\n\n") + 2);
    }

    /// The note: text, an empty line, one line for each signature.
    String note() {
        return text + "\n" + signatures;
    }
}
