package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.RealEdges;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final Inquiry inquiry = RealEdges.inquiry();
    private final AtomicLong nanos = new AtomicLong();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Flights<Integer, String> flights = new Flights<>(waiting::add, Duration.ofSeconds(1), nanos::get);

    private Flights.Seat<String> board(int key, String answer) {
        return flights.board(key, inquiry, _ -> answer).orElseThrow();
    }

    @Test
    void whoComesWhileAFlightIsUnderWayGetsItsAnswer() {
        Flights.Seat<String> first = board(1, "first");
        Flights.Seat<String> second = board(1, "second");
        assertThat(second.own()).isEqualTo(Flights.Seat.Own.JOINED);
        waiting.remove().run();

        assertThat(first.await(inquiry.deadline(), "waiting")).isEqualTo("first");
        assertThat(second.await(inquiry.deadline(), "waiting")).isEqualTo("first");
        assertThat(waiting).isEmpty();
    }

    @Test
    void aFlightThatBeganTooLongAgoIsNotJoined() {
        board(1, "old");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        Flights.Seat<String> later = board(1, "new");
        waiting.forEach(Runnable::run);

        assertThat(later.await(inquiry.deadline(), "waiting")).isEqualTo("new");
    }

    @Test
    void theEndOfAnOldFlightDoesNotEndItsSuccessor() {
        board(1, "old");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        board(1, "new");
        waiting.remove().run();

        assertThat(board(1, "third").own()).isEqualTo(Flights.Seat.Own.JOINED);
    }

    @Test
    void aFailureIsEverybodysAndEndsWithTheFlight() {
        UndeterminedException away = new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "away");
        Flights.Seat<String> first = flights.board(1, inquiry, _ -> {
                    throw away;
                })
                .orElseThrow();
        Flights.Seat<String> second = board(1, "never");
        waiting.remove().run();

        assertThatThrownBy(() -> first.await(inquiry.deadline(), "waiting")).isSameAs(away);
        assertThatThrownBy(() -> second.await(inquiry.deadline(), "waiting")).isSameAs(away);
        assertThat(board(1, "next").own()).isEqualTo(Flights.Seat.Own.STARTED);
    }

    @Test
    void aDefectIsNoAnswer() {
        Flights.Seat<String> seat = flights.board(1, inquiry, _ -> {
                    throw new StackOverflowError();
                })
                .orElseThrow();
        waiting.remove().run();

        assertThatThrownBy(() -> seat.await(inquiry.deadline(), "waiting"))
                .isInstanceOfSatisfying(
                        UndeterminedException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ReasonCode.INTERNAL));
    }

    @Test
    void aFlightThatCannotStartHoldsNobody() {
        Flights<Integer, String> full = new Flights<>(
                _ -> {
                    throw new RejectedExecutionException("full");
                },
                Duration.ofSeconds(1),
                nanos::get);
        for (int i = 0; i < 2; i++) {
            Flights.Seat<String> seat = full.board(1, inquiry, _ -> "a").orElseThrow();
            assertThat(seat.own()).isEqualTo(Flights.Seat.Own.STARTED);
            assertThatThrownBy(() -> seat.await(inquiry.deadline(), "waiting"))
                    .isInstanceOf(UndeterminedException.class);
        }
    }

    @Test
    void beyondTheLimitWhoeverAsksDoesSoAlone() {
        for (int key = 0; key < Flights.FLIGHTS_MAX; key++) {
            board(key, "a");
        }
        assertThat(flights.board(-1, inquiry, _ -> "b")).isEmpty();
        assertThat(board(7, "b").own()).isEqualTo(Flights.Seat.Own.JOINED);
    }
}
