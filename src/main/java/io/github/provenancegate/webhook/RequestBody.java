package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The bytes of a body as they arrive. Whoever announces much gets the room only once a first part of it has
/// come, and then at once: a body that grows by doubling and is copied in the end would take three times its
/// length.
final class RequestBody {
    /// Nearly every review fits; the announced length of a larger one is believed once this much has come.
    private static final int BYTES_AT_FIRST = 1 << 20;

    /// For a body of which nothing was announced.
    private static final int BYTES_UNANNOUNCED = 8 << 10;

    /// One more than is read shows that a body is too long.
    private static final int BYTES_MAX = AdmissionReviewReader.BODY_BYTES_MAX + 1;

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

    /// Takes in what has come, or waits for it.
    ///
    /// @return how many bytes, or -1 at the end
    /// @throws IOException when there is neither
    int read(InputStream in) throws IOException {
        if (length == bytes.length) {
            return readBeyond(in);
        }
        int read = in.read(bytes, length, bytes.length - length);
        length += Math.max(0, read);
        return read;
    }

    /// A body that is as long as was announced needs no more room: its end comes next.
    private int readBeyond(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            return -1;
        }
        int room = length < announced ? announced : Math.max(BYTES_UNANNOUNCED, 2 * length);
        bytes = Arrays.copyOf(bytes, Math.max(length + 1, Math.min(room, BYTES_MAX)));
        bytes[length++] = (byte) next;
        return 1;
    }

    byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
