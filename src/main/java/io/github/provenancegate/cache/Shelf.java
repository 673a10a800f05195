package io.github.provenancegate.cache;

import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Remembered;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/// One kind of question to a registry: what is remembered of it, and what is being asked just now.
final class Shelf<A> {
    /// What is remembered for seconds or a minute: apart from what is remembered for long, so that no flood of
    /// names that do not exist can push that out.
    static final long BRIEF_BYTES_MAX = 4 << 20;

    /// Failures to ask: some hundred of them.
    static final long FAILURE_BYTES_MAX = 1 << 20;

    /// A failure with its causes and where they were met.
    private static final long FAILURE_BYTES = 4096;

    private final Observer.Matter matter;
    private final Memory<Question, A> lasting;
    private final Memory<Question, A> brief;
    private final Memory<Question, UndeterminedException> failures;
    private final Flights<Question, A> flights;
    private final Function<A, Duration> life;
    private final RandomGenerator random;

    /// What is asked, of whom, on whose behalf.
    ///
    /// @param place repository
    /// @param name digest or tag
    /// @param scope of the asker
    record Question(String place, String name, String scope) {}

    /// What all shelves share.
    ///
    /// @param threads run look-ups
    /// @param random spreads when failed ones are repeated
    /// @param nanoTime a monotonic clock in nanoseconds
    record Means(Executor threads, RandomGenerator random, LongSupplier nanoTime) {}

    /// @param life how long an answer is remembered
    /// @param lastingBytesMax of all that is remembered for [Life#FIXED]
    /// @param contentBytes what an answer weighs
    Shelf(
            Observer.Matter matter,
            Function<A, Duration> life,
            long lastingBytesMax,
            ToLongFunction<A> contentBytes,
            Means means) {
        this.matter = matter;
        this.life = life;
        this.lasting = new Memory<>(lastingBytesMax, contentBytes, means.nanoTime());
        this.brief = new Memory<>(BRIEF_BYTES_MAX, contentBytes, means.nanoTime());
        this.failures = new Memory<>(FAILURE_BYTES_MAX, _ -> FAILURE_BYTES, means.nanoTime());
        this.flights = new Flights<>(means.threads(), Flights.FLIGHT_MAX, means.nanoTime());
        this.random = means.random();
    }

    /// The answer that is remembered or being fetched, else a fresh one.
    ///
    /// @param ask what fetches it
    /// @throws UndeterminedException when it could not be asked, now or a moment ago
    A answer(Question question, Inquiry inquiry, Function<Inquiry, A> ask) {
        Optional<A> known = recall(question);
        if (known.isPresent()) {
            inquiry.observer().lookedUp(matter, Observer.Source.REMEMBERED);
            if (lasting.isAging(question)) { // nobody waits for it
                flights.board(question, inquiry, longer -> fetch(question, longer, ask));
            }
            return known.get();
        }
        Optional<UndeterminedException> failure = failures.recall(question);
        if (failure.isPresent()) {
            inquiry.observer().lookedUp(matter, Observer.Source.REMEMBERED);
            throw failure.get();
        }
        Optional<Flights.Seat<A>> seat = flights.board(
                question,
                inquiry,
                // another flight may have ended between our looking and our boarding
                longer -> recall(question).orElseGet(() -> fetch(question, longer, ask)));
        inquiry.observer().lookedUp(matter, seat.map(Shelf::source).orElse(Observer.Source.ASKED));
        return seat.isPresent()
                ? seat.get().await(inquiry.deadline(), "waiting for " + question.place())
                : fetch(question, inquiry, ask);
    }

    /// Takes in what was known before this process began, unless something newer is known.
    ///
    /// @param remaining of its life
    void regain(Question question, A answer, Duration remaining) {
        if (recall(question).isEmpty()) {
            lasting.remember(question, answer, remaining);
        }
    }

    Remembered remembered() {
        return new Remembered(
                matter,
                lasting.entries() + brief.entries() + failures.entries(),
                lasting.bytes() + brief.bytes() + failures.bytes());
    }

    static Observer.Source source(Flights.Seat<?> seat) {
        return switch (seat.own()) {
            case STARTED -> Observer.Source.ASKED;
            case JOINED -> Observer.Source.SHARED;
        };
    }

    private Optional<A> recall(Question question) {
        return lasting.recall(question).or(() -> brief.recall(question));
    }

    private A fetch(Question question, Inquiry inquiry, Function<Inquiry, A> ask) {
        try {
            A answer = ask.apply(inquiry);
            Duration time = life.apply(answer);
            (time.equals(Life.FIXED) ? lasting : brief).remember(question, answer, time);
            return answer;
        } catch (UndeterminedException couldNotAsk) {
            failures.remember(question, couldNotAsk, Life.ofUnknown(random));
            throw couldNotAsk;
        }
    }
}
