package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.verify.Deadline;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A review whose head was let in and whose body is still on its way.
final class ArrivingReview {
    private final Load.Place place;
    private final Deadline deadline;
    private final ReviewSpan span;
    private volatile Progress progress = Progress.COMING;
    private @Nullable Thread reader;

    private enum Progress {
        COMING,
        WHOLE
    }

    /// Lets a body come.
    ///
    /// @param place what it takes up until it was answered; grows with the body
    /// @param deadline begun when the head arrived, so that a body that trickles in eats its own time
    /// @param span ended when it was answered
    ArrivingReview(Load.Place place, Deadline deadline, ReviewSpan span) {
        this.place = place;
        this.deadline = deadline;
        this.span = span;
    }

    Load.Place place() {
        return place;
    }

    Deadline deadline() {
        return deadline;
    }

    ReviewSpan span() {
        return span;
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
        begin();
        try {
            return readToEnd(in);
        } catch (IOException brokenOff) {
            return isTooLate() ? tooLate() : new Body.Refused(408, "the body broke off");
        } finally {
            end();
        }
    }

    /// Ends the wait for a body that has not come by the deadline; does nothing once it has.
    synchronized void giveUp() {
        if (reader != null) {
            reader.interrupt();
        }
    }

    private synchronized void begin() {
        reader = Thread.currentThread();
    }

    /// An interrupt that came too late was meant for the reading and not for the review.
    private synchronized void end() {
        reader = null;
        Thread.interrupted();
    }

    private Body readToEnd(InputStream in) throws IOException {
        RequestBody held = new RequestBody((int) place.bytes());
        while (!isTooLate()) {
            if (held.read(in) < 0) {
                progress = Progress.WHOLE;
                return new Body.Whole(held.whole());
            }
            if (!mayHave(held.length())) {
                return new Body.Refused(413, "the body is too long");
            }
            switch (place.hold(held.length())) {
                case FITS -> {}
                case TOO_MUCH -> {
                    return new Body.Refused(429, "too much is being reviewed");
                }
            }
        }
        return tooLate();
    }

    private boolean isTooLate() {
        return deadline.remaining().isZero();
    }

    private static Body tooLate() {
        return new Body.Refused(408, "the body did not arrive in time");
    }
}
