package io.github.provenancegate.transport;

import java.time.Duration;

/// How slowly a body may come. A link that is in use moves more; whoever sends less is stuck, or means to hold
/// on to a review's time and a connection.
final class Pace {
    static final long BYTES_PER_SECOND_MIN = 1024;

    /// A start may be slow: a packet was lost, a window is small.
    static final Duration GRACE = Duration.ofSeconds(2);

    private Pace() {}

    /// @param took since the body began
    static boolean isTooSlow(long bytes, Duration took) {
        return took.compareTo(GRACE) > 0 && bytes < took.toSeconds() * BYTES_PER_SECOND_MIN;
    }
}
