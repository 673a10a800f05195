package io.github.provenancegate.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what another process does in its own time.
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(25);

    private Await() {}

    /// Returns as soon as the condition holds.
    ///
    /// @param what is waited for, in words
    /// @throws AssertionError if the condition does not hold within the limit
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        value(what, limit, () -> condition.getAsBoolean() ? Optional.of(what) : Optional.empty());
    }

    /// The first value that the question gives.
    ///
    /// @throws AssertionError if it gives none within the limit
    public static <T> T value(String what, Duration limit, Supplier<Optional<T>> question) {
        var end = System.nanoTime() + limit.toNanos();
        while (true) {
            var answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited %s in vain: %s".formatted(limit, what));
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
