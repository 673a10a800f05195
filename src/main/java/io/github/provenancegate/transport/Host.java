package io.github.provenancegate.transport;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer.Avoidance;
import io.github.provenancegate.verify.Observer.NamedBy;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What is remembered of one host between calls: how long it asked for patience, whether it can be reached, how
/// many calls are on their way, and how connections to it are opened. None of it touches another host.
final class Host {
    /// Calls on their way to one host. Enough for a burst of reviews over one HTTP/2 connection; beyond it, a
    /// host that speaks HTTP/1.1 or does not answer would take a socket for each call of each review.
    static final int IN_FLIGHT_MAX = 64;

    /// Longest patience that is remembered (RFC 9110 section 10.2.3 sets no limit): a slip of the host must not
    /// shut it off for a day.
    static final Duration PATIENCE_MAX = Duration.ofMinutes(5);

    /// Waits of one call for a break to end or for another call's trial; after it, the host is still away.
    private static final int WAITS_MAX = 4;

    private final String name;
    private final NamedBy namedBy;
    private final LongSupplier nanoTime;
    private final Breaker breaker;
    private final Semaphore places = new Semaphore(IN_FLIGHT_MAX);
    private final Opening opening = new Opening();
    private volatile Optional<Long> patientUntil = Optional.empty();

    Host(String name, NamedBy namedBy, LongSupplier nanoTime, RandomGenerator random) {
        this.name = name;
        this.namedBy = namedBy;
        this.nanoTime = nanoTime;
        this.breaker = new Breaker(random);
    }

    /// Takes a place on the way to this host; whoever got one gives it back by [#leave].
    ///
    /// @throws UndeterminedException when the host is to be left alone for longer than the caller has time, or
    ///     cannot be reached, or too many calls wait for it
    Breaker.Part enter(HttpCall call, Inquiry inquiry, Transport.Pause pause) {
        waitAsAsked(call, inquiry, pause);
        Breaker.Part part = waitOutBreak(call, inquiry, pause);
        try {
            if (places.tryAcquire(inquiry.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                return part;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        breaker.ended(part);
        throw new UndeterminedException(
                ReasonCode.DEADLINE_EXCEEDED,
                "the time ran out behind " + IN_FLIGHT_MAX + " other calls to " + name + ", while " + call.step());
    }

    /// A short break costs a caller with time a wait, not its answer; a host that stays away costs nobody more
    /// than half of it.
    private Breaker.Part waitOutBreak(HttpCall call, Inquiry inquiry, Transport.Pause pause) {
        for (int waits = 0; ; waits++) {
            switch (breaker.ask(nanoTime.getAsLong())) {
                case Breaker.Word.Go(Breaker.Part part) -> {
                    return part;
                }
                case Breaker.Word.Stay(Duration remaining) -> {
                    boolean hasTime = inquiry.deadline().patience().compareTo(remaining.multipliedBy(2)) > 0;
                    if (!hasTime || waits == WAITS_MAX) {
                        throw leftAlone(remaining, call, inquiry);
                    }
                    try {
                        pause.pause(remaining);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        throw leftAlone(remaining, call, inquiry);
                    }
                }
            }
        }
    }

    private UndeterminedException leftAlone(Duration remaining, HttpCall call, Inquiry inquiry) {
        inquiry.observer().avoided(name, namedBy, Avoidance.UNREACHABLE, remaining);
        return new UndeterminedException(
                ReasonCode.REGISTRY_UNREACHABLE,
                name + " could not be reached " + Breaker.FAILURES_MAX + " times in a row and is asked again in "
                        + seconds(remaining) + " (is it up, and does the network let us through?), while "
                        + call.step());
    }

    /// Who opens a connection to it.
    Opening opening() {
        return opening;
    }

    /// @param part what entering gave
    void leave(Breaker.Part part) {
        places.release();
        breaker.ended(part);
    }

    private void waitAsAsked(HttpCall call, Inquiry inquiry, Transport.Pause pause) {
        Optional<Duration> patience = patience();
        if (patience.isEmpty()) {
            return;
        }
        inquiry.observer().avoided(name, namedBy, Avoidance.THROTTLED, patience.get());
        UndeterminedException throttled = new UndeterminedException(
                ReasonCode.REGISTRY_THROTTLED,
                name + " asked for patience and is asked again in " + seconds(patience.get()) + ", while "
                        + call.step());
        if (inquiry.deadline().patience().compareTo(patience.get().plus(Retries.ATTEMPT_MIN)) <= 0) {
            throw throttled;
        }
        try {
            pause.pause(patience.get());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw throttled;
        }
    }

    private Optional<Duration> patience() {
        return patientUntil
                .map(until -> Duration.ofNanos(until - nanoTime.getAsLong()))
                .filter(Duration::isPositive);
    }

    /// The host asked not to be asked for this long.
    synchronized void askedForPatience(Duration time, Inquiry inquiry) {
        Duration remembered = time.compareTo(PATIENCE_MAX) < 0 ? time : PATIENCE_MAX;
        long until = nanoTime.getAsLong() + remembered.toNanos();
        patientUntil = patientUntil.filter(longer -> longer - until > 0).or(() -> Optional.of(until));
        inquiry.observer().avoided(name, namedBy, Avoidance.THROTTLED, remembered);
    }

    /// The host answered, whatever it said.
    void answered() {
        breaker.answered();
    }

    /// A call ended for good without an answer.
    void failed(Failure failure, Breaker.Part part, Inquiry inquiry) {
        switch (failure.host()) {
            case GONE ->
                breaker.failed(nanoTime.getAsLong(), part)
                        .ifPresent(time -> inquiry.observer().avoided(name, namedBy, Avoidance.UNREACHABLE, time));
            case ALIVE -> breaker.answered();
            case UNKNOWN -> {}
        }
    }

    private static String seconds(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1000) + " s";
    }
}
