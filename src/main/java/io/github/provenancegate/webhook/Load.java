package io.github.provenancegate.webhook;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// How much is being reviewed at once. What does not fit is shed at the door, before its body is read: the API
/// server tries again, and the reviews that are inside end in time.
final class Load {
    private final int reviewsMax;
    private final long bytesMax;
    private int reviews;
    private long bytes;

    Load(int reviewsMax, long bytesMax) {
        this.reviewsMax = reviewsMax;
        this.bytesMax = bytesMax;
    }

    /// Takes a review in, with a body of so many bytes as far as is known.
    ///
    /// @return empty when it does not fit
    synchronized Optional<Place> enter(long bodyBytes) {
        if (reviews >= reviewsMax || bytes + bodyBytes > bytesMax) {
            return Optional.empty();
        }
        reviews++;
        bytes += bodyBytes;
        return Optional.of(new Place(bodyBytes));
    }

    synchronized int reviews() {
        return reviews;
    }

    synchronized long bytes() {
        return bytes;
    }

    private synchronized void give(long more) {
        bytes += more;
    }

    private synchronized void leave(long held) {
        reviews--;
        bytes -= held;
    }

    /// Whether a body that grew still fits.
    enum Growth {
        FITS,
        TOO_MUCH
    }

    /// The place of one review. Used by one thread at a time; left once.
    final class Place {
        private final AtomicBoolean left = new AtomicBoolean();
        private long held;

        private Place(long held) {
            this.held = held;
        }

        /// The bytes that it takes up: at first those that were announced.
        long bytes() {
            return held;
        }

        /// Makes room for a body that turns out to have at least so many bytes.
        Growth hold(long bodyBytes) {
            synchronized (Load.this) {
                if (bodyBytes <= held) {
                    return Growth.FITS;
                }
                if (bytes + bodyBytes - held > bytesMax) {
                    return Growth.TOO_MUCH;
                }
                give(bodyBytes - held);
                held = bodyBytes;
                return Growth.FITS;
            }
        }

        /// Makes room for others; a second call does nothing.
        void leave() {
            if (left.compareAndSet(false, true)) {
                Load.this.leave(held);
            }
        }
    }
}
