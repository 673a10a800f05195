package io.github.provenancegate.sigstore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Encodings that have one spelling: a second one would let a byte change without anything noticing.
final class Encoding {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Encoding() {}

    /// Standard Base64 with padding and nothing else (RFC 4648 section 3.5: non-canonical forms are refused).
    ///
    /// @throws IllegalArgumentException when the text is anything else
    static byte[] base64(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] decoded = Base64.getDecoder().decode(ascii);
        // the decoder tolerates missing padding and stray trailing bits
        if (!Arrays.equals(Base64.getEncoder().encode(decoded), ascii) || ascii.length != text.length()) {
            throw new IllegalArgumentException("non-canonical Base64");
        }
        return decoded;
    }

    /// The label of the first PEM block; empty where there is none.
    static String pemLabel(String text) {
        int begin = text.indexOf(BEGIN);
        int end = begin < 0 ? -1 : text.indexOf(DASHES, begin + BEGIN.length());
        return end < 0 ? "" : text.substring(begin + BEGIN.length(), end);
    }

    /// The content of exactly one PEM block with this label and nothing else around it (RFC 7468).
    ///
    /// @throws IllegalArgumentException when the text is anything else, for example two blocks
    static byte[] pem(String text, String label) {
        String header = BEGIN + label + DASHES;
        String footer = "-----END " + label + DASHES;
        String block = text.strip();
        if (!block.startsWith(header)
                || !block.endsWith(footer)
                || block.indexOf(BEGIN, header.length()) >= 0
                || block.length() < header.length() + footer.length()) {
            throw new IllegalArgumentException("not one PEM block");
        }
        String body = block.substring(header.length(), block.length() - footer.length());
        return base64(body.replace("\r\n", "").replace("\n", ""));
    }
}
