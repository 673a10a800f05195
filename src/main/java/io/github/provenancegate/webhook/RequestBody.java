package io.github.provenancegate.webhook;

import java.util.Arrays;

/// The bytes of a body as they arrive. Whoever announces much gets the room only once a first part of it has
/// come, and then at once: a body that grows by doubling and is copied in the end would take three times its
/// length.
final class RequestBody {
    /// Nearly every review fits; the announced length of a larger one is believed once this much has come.
    private static final int BYTES_AT_FIRST = 1 << 20;

    private final int announced;
    private byte[] bytes;
    private int length;

    /// @param announced the `Content-Length`, within the limit of one body; 0 when none is known
    RequestBody(int announced) {
        this.announced = announced;
        bytes = new byte[Math.min(announced, BYTES_AT_FIRST)];
    }

    int length() {
        return length;
    }

    /// Adds the first `count` bytes of a chunk.
    void add(byte[] chunk, int count) {
        int needed = length + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, needed <= announced ? announced : Math.max(needed, 2 * bytes.length));
        }
        System.arraycopy(chunk, 0, bytes, length, count);
        length = needed;
    }

    byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
