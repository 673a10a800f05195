package io.github.provenancegate.registry;

import io.github.provenancegate.image.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest of bytes that we hold.
final class Sha256 {
    private Sha256() {}

    static Digest of(byte[] content) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has SHA-256", impossible);
        }
    }
}
