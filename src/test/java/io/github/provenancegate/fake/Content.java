package io.github.provenancegate.fake;

import java.nio.charset.StandardCharsets;

/// Bytes as a registry stores them.
public final class Content {

    private final String mediaType;
    private final byte[] bytes;

    /// Bytes of this media type.
    public Content(String mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes.clone();
    }

    public String mediaType() {
        return mediaType;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /// `sha256:` and 64 hex digits.
    public String digest() {
        return "sha256:" + Encoding.hex(Encoding.sha256(bytes));
    }

    /// The bytes as UTF-8.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
