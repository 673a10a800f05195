package io.github.provenancegate.sigstore;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// One way in which somebody may change a document.
enum Mutation {
    BIT_FLIPPED,
    BYTE_REPLACED,
    BYTE_REMOVED,
    BYTE_INSERTED,
    BYTE_DOUBLED,
    TRUNCATED,
    MEMBER_REMOVED,
    MEMBER_DUPLICATED,
    MEMBER_RENAMED,
    VALUE_OF_ANOTHER_TYPE,
    VALUE_NULL,
    VALUE_EMPTY,
    VALUE_A_HUGE_NUMBER,
    VALUE_A_LONG_TEXT,
    VALUE_NESTED_DEEPLY,
    ELEMENT_REMOVED,
    ELEMENT_DUPLICATED,
    ELEMENTS_SWAPPED,
    BASE64_BIT_FLIPPED,
    BASE64_NOT_CANONICAL;

    /// The document, changed at one place; as it was where there is no such place.
    byte[] of(byte[] document, RandomGenerator random) {
        int at = random.nextInt(document.length);
        return switch (this) {
            case BIT_FLIPPED -> bitFlipped(document, random);
            case BYTE_REPLACED -> replaced(document, at, at + 1, (byte) random.nextInt(256));
            case BYTE_REMOVED -> replaced(document, at, at + 1);
            case BYTE_INSERTED -> replaced(document, at, at, (byte) random.nextInt(256));
            case BYTE_DOUBLED -> replaced(document, at, at, document[at]);
            case TRUNCATED -> Arrays.copyOf(document, at);
            case MEMBER_REMOVED,
                    MEMBER_DUPLICATED,
                    MEMBER_RENAMED,
                    VALUE_OF_ANOTHER_TYPE,
                    VALUE_NULL,
                    VALUE_EMPTY,
                    VALUE_A_HUGE_NUMBER,
                    VALUE_A_LONG_TEXT,
                    VALUE_NESTED_DEEPLY,
                    ELEMENT_REMOVED,
                    ELEMENT_DUPLICATED,
                    ELEMENTS_SWAPPED,
                    BASE64_BIT_FLIPPED,
                    BASE64_NOT_CANONICAL -> new JsonMutation(this, random).of(document);
        };
    }

    static byte[] bitFlipped(byte[] bytes, RandomGenerator random) {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte... others) {
        ByteArrayOutputStream replaced = new ByteArrayOutputStream();
        replaced.write(bytes, 0, from);
        replaced.writeBytes(others);
        replaced.write(bytes, to, bytes.length - to);
        return replaced.toByteArray();
    }
}
