package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When to ask again, and after how long.
final class Retries {
    /// One answer in a burst of errors is worth two more tries; more would only add to a failing host's load.
    static final int ATTEMPTS_MAX = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /// The least time in which another attempt has a chance.
    static final Duration ATTEMPT_MIN = Duration.ofMillis(100);

    private final RandomGenerator random;

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /// How long to wait before the next attempt; empty when there is to be none.
    ///
    /// @param attempt the number of the one that failed, from 1
    Optional<Duration> pauseBeforeNext(int attempt, HttpCall call, Failure failure, Deadline deadline) {
        boolean repeatable = call.method() != HttpCall.Method.POST;
        if (!repeatable || failure.again() == Failure.Again.POINTLESS || attempt >= ATTEMPTS_MAX) {
            return Optional.empty();
        }
        Duration pause = failure.patience().orElseGet(() -> jittered(FIRST_PAUSE.multipliedBy(1L << (attempt - 1))));
        return deadline.patience().compareTo(pause.plus(ATTEMPT_MIN)) > 0 ? Optional.of(pause) : Optional.empty();
    }

    /// Between half and all of it, so that callers that failed together do not return together.
    private Duration jittered(Duration pause) {
        return pause.dividedBy(2).plusNanos(random.nextLong(pause.dividedBy(2).toNanos()));
    }
}
