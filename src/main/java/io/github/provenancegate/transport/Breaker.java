package io.github.provenancegate.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Remembers that a host cannot be reached, so that nobody waits for it in vain and it is not beaten while it
/// is down.
///
/// ```
///   closed ── FAILURES_MAX calls in a row fail ──▶ open ── its time is over ──▶ one trial
///      ▲                                            ▲                             │
///      └────────────── it answers ──────────────────┼──────── it answers ◀────────┤
///                                                   └──────── it fails ◀──────────┘  (twice as long)
/// ```
///
/// Only calls that found nobody count: a host that answers nonsense, or an internal error for one odd name, is
/// alive, and whoever may choose names must not be able to shut it off for others.
final class Breaker {
    /// Calls in a row, each with its retries: one review of two images is not enough.
    static final int FAILURES_MAX = 5;

    static final Duration FIRST_BREAK = Duration.ofSeconds(1);

    /// While a trial is on its way, the others look again after this.
    static final Duration TRIAL_WAIT = Duration.ofMillis(250);

    /// A host that is up again is noticed within this.
    static final Duration BREAK_MAX = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;
    private Duration nextBreak = FIRST_BREAK;
    private Optional<Break> open = Optional.empty();

    /// @param until nanoseconds of the monotonic clock
    /// @param trial whether one call is on its way to find out
    private record Break(long until, Trial trial) {}

    private enum Trial {
        NONE,
        ON_ITS_WAY
    }

    /// @param random spreads the ends of breaks over the replicas that saw the same failure
    Breaker(RandomGenerator random) {
        this.random = random;
    }

    /// What a call that wants to go is told.
    sealed interface Word {
        /// It goes.
        record Go(Part part) implements Word {}

        /// The host is left alone for this long.
        record Stay(Duration remaining) implements Word {}
    }

    /// A call's part in all this.
    enum Part {
        ORDINARY,
        /// It finds out whether the host is back.
        TRIAL
    }

    /// Asked before each call.
    synchronized Word ask(long now) {
        if (open.isEmpty()) {
            return new Word.Go(Part.ORDINARY);
        }
        Break current = open.get();
        if (current.until() - now > 0) {
            return new Word.Stay(Duration.ofNanos(current.until() - now));
        }
        if (current.trial() == Trial.ON_ITS_WAY) {
            return new Word.Stay(TRIAL_WAIT);
        }
        open = Optional.of(new Break(current.until(), Trial.ON_ITS_WAY));
        return new Word.Go(Part.TRIAL);
    }

    /// The host answered, whatever it said.
    synchronized void answered() {
        failures = 0;
        nextBreak = FIRST_BREAK;
        open = Optional.empty();
    }

    /// A call found nobody. One that was on its way when the breaker opened tells nothing new.
    ///
    /// @return how long the host is left alone, where this failure opened the breaker
    synchronized Optional<Duration> failed(long now, Part part) {
        boolean opens = switch (part) {
            case ORDINARY -> open.isEmpty() && ++failures >= FAILURES_MAX;
            case TRIAL -> true;
        };
        if (!opens) {
            return Optional.empty();
        }
        // between three quarters and all of it
        Duration time = nextBreak.minusNanos(random.nextLong(nextBreak.toNanos() / 4));
        open = Optional.of(new Break(now + time.toNanos(), Trial.NONE));
        nextBreak = nextBreak.multipliedBy(2).compareTo(BREAK_MAX) < 0 ? nextBreak.multipliedBy(2) : BREAK_MAX;
        return Optional.of(time);
    }

    /// A call has ended. If it was the trial and said nothing about the host, the next one finds out.
    synchronized void ended(Part part) {
        switch (part) {
            case ORDINARY -> {}
            case TRIAL -> open = open.map(current -> new Break(current.until(), Trial.NONE));
        }
    }
}
