package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.verify.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// A review whose head was let in and whose body is still on its way.
final class ArrivingReview {
    /// A step of the reading; each is counted before the next.
    private static final int CHUNK_BYTES = 64 << 10;

    private final Load.Place place;
    private final Deadline deadline;
    private volatile Progress progress = Progress.COMING;

    private enum Progress {
        COMING,
        WHOLE
    }

    /// Lets a body come.
    ///
    /// @param place what it takes up until it was answered; grows with the body
    /// @param deadline begun when the head arrived, so that a body that trickles in eats its own time
    ArrivingReview(Load.Place place, Deadline deadline) {
        this.place = place;
        this.deadline = deadline;
    }

    Load.Place place() {
        return place;
    }

    Deadline deadline() {
        return deadline;
    }

    /// Whether nothing of the body is left unread. The request itself does not tell: it counts as open while
    /// its reader pauses.
    boolean isWhole() {
        return progress == Progress.WHOLE;
    }

    /// What became of the body.
    sealed interface Body {
        /// All of it.
        final class Whole implements Body {
            private final byte[] json;

            Whole(byte[] json) {
                this.json = json;
            }

            /// The bytes themselves, to be read and not written.
            byte[] json() {
                return json;
            }
        }

        /// Not read to its end.
        ///
        /// @param status HTTP status
        record Refused(int status, String why) implements Body {}
    }

    /// Whether one body may be so long.
    static boolean mayHave(long bodyBytes) {
        return bodyBytes <= AdmissionReviewReader.BODY_BYTES_MAX;
    }

    /// Takes the body in, piece by piece: what comes is counted, not what was announced.
    Body read(InputStream in) {
        ByteArrayOutputStream held = new ByteArrayOutputStream(CHUNK_BYTES);
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                held.write(chunk, 0, read);
                if (!mayHave(held.size())) {
                    return new Body.Refused(413, "the body is too long");
                }
                switch (place.hold(held.size())) {
                    case FITS -> {}
                    case TOO_MUCH -> {
                        return new Body.Refused(429, "too much is being reviewed");
                    }
                }
                if (deadline.remaining().isZero()) {
                    return new Body.Refused(408, "the body did not arrive in time");
                }
            }
            progress = Progress.WHOLE;
            return new Body.Whole(held.toByteArray());
        } catch (IOException brokenOff) {
            return new Body.Refused(408, "the body broke off, or stopped coming");
        }
    }
}
