package io.github.provenancegate.verify;

import io.github.provenancegate.image.Digest;

/// Bytes that we hold, with the digest that was computed over them (never one that somebody claimed).
public final class Document {
    private final Digest digest;
    private final String mediaType;
    private final byte[] content;

    /// Copies the bytes.
    ///
    /// @param digest sha256 of `content`, computed by the caller
    /// @param mediaType as the answer's header named it, without parameters; empty where none was named
    public Document(Digest digest, String mediaType, byte[] content) {
        this.digest = digest;
        this.mediaType = mediaType;
        this.content = content.clone();
    }

    public Digest digest() {
        return digest;
    }

    public String mediaType() {
        return mediaType;
    }

    /// A copy of the bytes.
    public byte[] content() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    @Override
    public String toString() {
        return mediaType + " " + digest + " (" + content.length + " bytes)";
    }
}
