package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// The bytes of a body as they arrive. Grows with what has come, not with what was announced.
final class RequestBody {
    /// Nearly every review fits; a larger one is copied a few times.
    private static final int BYTES_AT_FIRST = 1 << 20;

    private byte[] bytes;
    private int length;

    /// @param announced the `Content-Length`; 0 when none is known
    RequestBody(int announced) {
        bytes = new byte[Math.min(announced, BYTES_AT_FIRST)];
    }

    int length() {
        return length;
    }

    /// Whether one body may be so long.
    static boolean mayHave(long bytes) {
        return bytes <= AdmissionReviewReader.BODY_BYTES_MAX;
    }

    void add(Buffer chunk) {
        int needed = length + chunk.length();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        chunk.getBytes(bytes, length);
        length = needed;
    }

    byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
