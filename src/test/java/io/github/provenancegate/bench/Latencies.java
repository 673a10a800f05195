package io.github.provenancegate.bench;

import java.util.Arrays;

/// How long each of many answers took. Not thread-safe.
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;
    private boolean sorted;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
        sorted = false;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /// The time in milliseconds within which this share of the answers came.
    double millis(double share) {
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        return nanos[Math.clamp((int) Math.ceil(share * count) - 1, 0, count - 1)] / 1e6;
    }
}
