package io.github.provenancegate.fake;

/// Strikes when the payload is signed. The log is told of the bad signature as it is.
public enum SignatureDefect implements Defect {
    BY_ANOTHER_KEY,
    OVER_OTHER_BYTES;

    byte[] sign(byte[] message, SigningKey key) {
        return switch (this) {
            case BY_ANOTHER_KEY ->
                SigningKey.generate(key.algorithm(), key.random()).sign(message);
            case OVER_OTHER_BYTES -> key.sign(Encoding.concat(message, new byte[] {' '}));
        };
    }
}
