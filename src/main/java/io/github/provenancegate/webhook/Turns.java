package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.Deadline;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// The questions of one review, a few of them at a time, in the order in which they came. At the deadline what
/// runs is left to end by itself and what has not begun never does.
///
/// @param <T> what a question's answer is
final class Turns<T> {
    /// Nearly every Pod has fewer images, so that none waits. The others' first eight have some thirty requests
    /// under way; all 64 at once would be a burst that registries throttle, to the harm of every other review.
    static final int SIDE_BY_SIDE_MAX = 8;

    /// Whatever runs ends at the deadline; a thread that has to wait for a core gets this much longer.
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Logger LOG = Logger.getLogger(Turns.class);

    private final Executor executor;
    private final Deadline deadline;
    private final Queue<Turn<T>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore done = new Semaphore(0);
    private int queued;

    /// @param executor runs the questions; they block, so virtual threads fit
    Turns(Executor executor, Deadline deadline) {
        this.executor = executor;
        this.deadline = deadline;
    }

    /// Takes a question in, which is asked during [#await]. Used by one thread, as that is.
    Turn<T> queue(Callable<T> question) {
        Turn<T> turn = new Turn<>(question, done);
        waiting.add(turn);
        queued++;
        return turn;
    }

    private void work() {
        for (Turn<T> next = waiting.poll(); next != null; next = waiting.poll()) {
            if (deadline.remaining().isZero()) {
                next.cancel(false);
            } else {
                next.run();
            }
        }
    }

    /// Asks, and waits until every question has its answer or the time is over.
    void await() {
        begin();
        try {
            if (!done.tryAcquire(queued, deadline.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("images of a Pod were still being judged when its time ran out");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Only now, with all questions there: a thread that finds none ends.
    private void begin() {
        int threads = Math.min(SIDE_BY_SIDE_MAX, queued);
        for (int begun = 0; begun < threads; begun++) {
            try {
                executor.execute(this::work);
            } catch (Throwable refused) {
                if (begun == 0) {
                    waiting.forEach(turn -> turn.refuse(refused));
                }
                return; // those that run take it all on
            }
        }
    }

    /// What became of a question.
    ///
    /// @param <T> what its answer is
    sealed interface Outcome<T> {
        record Done<T>(T answer) implements Outcome<T> {}

        record Failed<T>(Throwable defect) implements Outcome<T> {}

        /// It was asked, and is still.
        record Unfinished<T>() implements Outcome<T> {}

        /// Its turn has not come.
        record NotBegun<T>() implements Outcome<T> {}
    }

    /// One question.
    ///
    /// @param <T> what its answer is
    static final class Turn<T> extends FutureTask<T> {
        private final Semaphore done;
        private volatile Progress progress = Progress.WAITING;

        private enum Progress {
            WAITING,
            BEGUN
        }

        private Turn(Callable<T> question, Semaphore done) {
            super(question);
            this.done = done;
        }

        @Override
        public void run() {
            progress = Progress.BEGUN;
            super.run();
        }

        @Override
        protected void done() {
            done.release();
        }

        private void refuse(Throwable why) {
            setException(why);
        }

        /// What has become of it by now.
        Outcome<T> outcome() {
            return switch (state()) {
                case SUCCESS -> new Outcome.Done<>(resultNow());
                case FAILED -> new Outcome.Failed<>(exceptionNow());
                case RUNNING, CANCELLED ->
                    switch (progress) {
                        case BEGUN -> new Outcome.Unfinished<>();
                        case WAITING -> new Outcome.NotBegun<>();
                    };
            };
        }
    }
}
