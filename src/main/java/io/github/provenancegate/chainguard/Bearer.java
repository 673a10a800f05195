package io.github.provenancegate.chainguard;

import io.github.provenancegate.verify.Secret;
import java.util.Optional;

/// The form of a token.
final class Bearer {
    /// A token is a few kilobytes; this bounds what a file, a program or an answer can make us hold and send.
    static final int BYTES_MAX = 16 << 10;

    private Bearer() {}

    /// A text that may stand behind `Bearer` (RFC 6750, section 2.1), and so cannot smuggle in a second header;
    /// white space around it is the file's or the program's.
    static Optional<Secret> parse(String text) {
        String token = text.strip();
        boolean usable =
                !token.isEmpty() && token.length() <= BYTES_MAX && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return usable ? Optional.of(new Secret(token)) : Optional.empty();
    }
}
