package io.github.provenancegate.cluster;

import java.time.Duration;

/// So many at once, and then so many a second. Not thread-safe.
final class TokenBucket {
    private final double capacity;
    private final double nanosPerToken;
    private double tokens;
    private long filledAt;

    /// @param capacity how many may come at once
    /// @param perToken after how long one more may come
    /// @param now nanoseconds of a monotonic clock
    TokenBucket(int capacity, Duration perToken, long now) {
        this.capacity = capacity;
        this.nanosPerToken = (double) perToken.toNanos();
        this.tokens = capacity;
        this.filledAt = now;
    }

    /// Takes one, if there is one.
    boolean take(long now) {
        tokens = Math.min(capacity, tokens + (now - filledAt) / nanosPerToken);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
