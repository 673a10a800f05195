package io.github.provenancegate.image;

import java.util.HexFormat;

/// A SHA-256 digest, the only algorithm that is accepted (OCI image specification, "Descriptors", "Digests").
///
/// @param hex 64 lower-case hexadecimal digits
public record Digest(String hex) {
    private static final String ALGORITHM = "sha256:";
    private static final int HEX_LENGTH = 64;

    public Digest {
        if (!isLowerHex(hex, HEX_LENGTH)) {
            throw new MalformedReferenceException(
                    "a sha256 digest has 64 lower-case hexadecimal digits, not " + UntrustedText.quote(hex));
        }
    }

    /// Reads `sha256:<64 hex>`.
    ///
    /// @throws MalformedReferenceException when it is another algorithm, length or alphabet
    public static Digest parse(String text) {
        if (!text.startsWith(ALGORITHM)) {
            throw new MalformedReferenceException("only sha256 digests are accepted, not " + UntrustedText.quote(text));
        }
        return new Digest(text.substring(ALGORITHM.length()));
    }

    /// The digest whose 32 bytes were computed at an edge.
    public static Digest of(byte[] sha256) {
        return new Digest(HexFormat.of().formatHex(sha256));
    }

    static boolean isLowerHex(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// `sha256:<hex>`, as registries and people write it.
    @Override
    public String toString() {
        return ALGORITHM + hex;
    }
}
