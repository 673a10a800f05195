package io.github.provenancegate.cache;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long things are remembered.
final class Life {
    /// What cannot change. A day, so that what nobody runs any more is let go.
    static final Duration FIXED = Duration.ofHours(24);

    /// What somebody may be mending just now.
    static final Duration MENDABLE = Duration.ofSeconds(60);

    /// Lists of signatures and their parts, on which remembered evidence rests: both together are no older than
    /// [#MENDABLE].
    static final Duration LISTING = Duration.ofSeconds(10);

    /// Evidence that rests on listings and may be mended.
    static final Duration MENDABLE_EVIDENCE = MENDABLE.minus(LISTING);

    /// What is not remembered at all.
    static final Duration NONE = Duration.ZERO;

    /// What could not be read.
    static final Duration UNKNOWN_MIN = Duration.ofSeconds(2);

    private static final Duration UNKNOWN_MAX = Duration.ofSeconds(5);

    private Life() {}

    /// Of what could not be asked: spread, so that not all ask again together.
    static Duration ofUnknown(RandomGenerator random) {
        return UNKNOWN_MIN.plusNanos(
                random.nextLong(UNKNOWN_MAX.minus(UNKNOWN_MIN).toNanos()));
    }
}
