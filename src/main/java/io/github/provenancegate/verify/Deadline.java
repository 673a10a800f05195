package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.ReasonCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/// The moment at which an answer must be given, handed down to everything that waits.
public final class Deadline {
    private final LongSupplier nanoTime;
    private final long end;
    private final long patientUntil;

    private Deadline(LongSupplier nanoTime, long end, long patientUntil) {
        this.nanoTime = nanoTime;
        this.end = end;
        this.patientUntil = patientUntil - end < 0 ? patientUntil : end;
    }

    private static Deadline at(LongSupplier nanoTime, long end) {
        return new Deadline(nanoTime, end, end);
    }

    /// A deadline `budget` from now.
    ///
    /// @param nanoTime a monotonic clock in nanoseconds, such as `System::nanoTime`
    public static Deadline after(Duration budget, LongSupplier nanoTime) {
        return at(nanoTime, nanoTime.getAsLong() + budget.toNanos());
    }

    /// What is left; never negative.
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    /// How long something is worth waiting for that may not come at all, such as the end of a host's bad
    /// minutes; never negative, never above what is left.
    public Duration patience() {
        return Duration.ofNanos(Math.max(0, patientUntil - nanoTime.getAsLong()));
    }

    /// The deadline of work that others will use after this one has passed: it may take its time, but waits for
    /// nothing that this one would not wait for, or all who share the work would hear too late that it fails.
    ///
    /// @param budget from now
    /// @param patienceMin that of a work whose first asker has next to none
    public Deadline outlasting(Duration budget, Duration patienceMin) {
        long now = nanoTime.getAsLong();
        long least = now + patienceMin.toNanos();
        return new Deadline(nanoTime, now + budget.toNanos(), patientUntil - least > 0 ? patientUntil : least);
    }

    /// An earlier deadline, for whoever must hand over what there is before this one: at most a quarter of what
    /// is left is kept back.
    public Deadline earlierBy(Duration margin) {
        long quarter = remaining().toNanos() / 4;
        return new Deadline(nanoTime, end - Math.min(quarter, margin.toNanos()), patientUntil);
    }

    /// The deadline of the first of several that follow each other: its share of what is left.
    ///
    /// @param parts how many, this one included
    public Deadline share(int parts) {
        long now = nanoTime.getAsLong();
        return new Deadline(nanoTime, now + Math.max(0, end - now) / parts, patientUntil);
    }

    /// Takes a lock that somebody else may hold for long.
    ///
    /// @param step names what is waited for, in words that stand after "while"
    /// @throws UndeterminedException `DEADLINE_EXCEEDED` when it is not free in time, or the caller was
    ///     interrupted
    public void lock(Lock lock, String step) {
        try {
            if (lock.tryLock(remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new UndeterminedException(ReasonCode.DEADLINE_EXCEEDED, "the time ran out while " + step);
    }

    /// What is left for one step, at most `limit`.
    ///
    /// @throws UndeterminedException `DEADLINE_EXCEEDED` when nothing is left; the message names the step
    public Duration remainingFor(String step, Duration limit) {
        Duration remaining = remaining();
        if (remaining.isZero()) {
            throw new UndeterminedException(ReasonCode.DEADLINE_EXCEEDED, "no time was left for " + step);
        }
        return remaining.compareTo(limit) < 0 ? remaining : limit;
    }
}
