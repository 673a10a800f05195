package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Look-ups on their way, each shared by all who ask for the same at the same time.
final class Flights<K, A> {
    /// A flight's own time: what takes longer will not be fetched by a retry either.
    static final Duration FLIGHT_MAX = Duration.ofSeconds(30);

    /// A first asker in a hurry must not make everybody's look-up fail at the first hiccup.
    static final Duration PATIENCE_MIN = Duration.ofSeconds(3);

    /// Flights outlive their askers, so that the limit on reviews does not bound them; beyond this one, whoever
    /// asks does so alone and within its own time.
    static final int FLIGHTS_MAX = 2_000;

    private final Executor executor;
    private final Duration joinable;
    private final LongSupplier nanoTime;
    private final Map<K, Flight<A>> underWay = new ConcurrentHashMap<>();

    /// @param executor runs flights; they block, so virtual threads fit
    /// @param joinable how old a flight may be to be joined: what it brings was true when it started
    /// @param nanoTime a monotonic clock in nanoseconds
    Flights(Executor executor, Duration joinable, LongSupplier nanoTime) {
        this.executor = executor;
        this.joinable = joinable;
        this.nanoTime = nanoTime;
    }

    private static final class Flight<A> {
        private final CompletableFuture<A> answer = new CompletableFuture<>();
        private final long started;

        private Flight(long started) {
            this.started = started;
        }
    }

    /// A place on a flight.
    ///
    /// @param own whether this asker has started it
    record Seat<A>(CompletableFuture<A> answer, Own own) {
        enum Own {
            STARTED,
            JOINED
        }

        /// Waits for the answer until a deadline.
        ///
        /// @param step stands after "while"
        /// @throws UndeterminedException what the flight met, or `DEADLINE_EXCEEDED` when it did not end in
        ///     time
        A await(Deadline deadline, String step) {
            try {
                return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof UndeterminedException couldNotAsk
                        ? couldNotAsk
                        : new UndeterminedException(ReasonCode.INTERNAL, "an internal error while " + step, failed);
            } catch (TimeoutException tooLate) {
                throw new UndeterminedException(
                        ReasonCode.DEADLINE_EXCEEDED, "the time ran out while " + step, tooLate);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new UndeterminedException(ReasonCode.DEADLINE_EXCEEDED, "stopped while " + step, stopped);
            }
        }
    }

    /// Joins the flight of a question, or starts it; empty when there are too many.
    ///
    /// @param question asked with a time of its own; what it returns or throws is everybody's answer. Whoever
    ///     wants it remembered does so in here: a flight is over only then
    Optional<Seat<A>> board(K key, Inquiry inquiry, Function<Inquiry, A> question) {
        Flight<A> mine = new Flight<>(nanoTime.getAsLong());
        Flight<A> taken = underWay.size() >= FLIGHTS_MAX
                ? underWay.get(key)
                : underWay.merge(key, mine, (other, _) -> isJoinable(other) ? other : mine);
        if (taken == null) {
            return Optional.empty();
        }
        if (taken != mine) {
            return Optional.of(new Seat<>(taken.answer, Seat.Own.JOINED));
        }
        Inquiry longer = inquiry.within(inquiry.deadline().outlasting(FLIGHT_MAX, PATIENCE_MIN));
        try {
            executor.execute(() -> fly(key, mine, longer, question));
        } catch (Throwable refused) { // else everybody would join a flight that never starts
            underWay.remove(key, mine);
            mine.answer.completeExceptionally(refused);
        }
        return Optional.of(new Seat<>(mine.answer, Seat.Own.STARTED));
    }

    private boolean isJoinable(Flight<A> flight) {
        return nanoTime.getAsLong() - flight.started <= joinable.toNanos();
    }

    private void fly(K key, Flight<A> flight, Inquiry inquiry, Function<Inquiry, A> question) {
        try {
            A answer = question.apply(inquiry);
            underWay.remove(key, flight);
            flight.answer.complete(answer);
        } catch (Throwable failed) { // whatever it is, somebody waits for it
            underWay.remove(key, flight);
            flight.answer.completeExceptionally(failed);
        }
    }
}
