package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.ReasonCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// One question on its way: the one place where exceptions of the ports end.
final class Answer<T> {
    /// Makes a value of "could not ask".
    interface Otherwise<T> extends Function<UndeterminedException, T> {}

    private final CompletableFuture<T> future;
    private final Observer.Step step;
    private final Inquiry inquiry;
    private final Otherwise<T> otherwise;

    private Answer(CompletableFuture<T> future, Observer.Step step, Inquiry inquiry, Otherwise<T> otherwise) {
        this.future = future;
        this.step = step;
        this.inquiry = inquiry;
        this.otherwise = otherwise;
    }

    /// Asks on another thread.
    static <T> Answer<T> ask(
            Observer.Step step, Inquiry inquiry, Executor executor, Supplier<T> question, Otherwise<T> otherwise) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            executor.execute(() -> complete(future, step, inquiry, question, otherwise));
        } catch (Throwable refused) { // also when no thread can be made
            future.complete(otherwise.apply(internal(step, refused)));
        }
        return new Answer<>(future, step, inquiry, otherwise);
    }

    private static <T> void complete(
            CompletableFuture<T> future,
            Observer.Step step,
            Inquiry inquiry,
            Supplier<T> question,
            Otherwise<T> otherwise) {
        Duration before = inquiry.deadline().remaining();
        try {
            future.complete(question.get());
        } catch (UndeterminedException couldNotAsk) {
            future.complete(otherwise.apply(couldNotAsk));
        } catch (Throwable defect) { // a parser's StackOverflowError must not admit or hang a review either
            future.complete(otherwise.apply(internal(step, defect)));
        } finally {
            inquiry.observer().stepped(step, before.minus(inquiry.deadline().remaining()));
        }
    }

    /// Waits for the answer until the deadline; never throws.
    T await() {
        try {
            return future.get(inquiry.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            return otherwise.apply(new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "the time ran out while " + step.words(), tooLate));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return otherwise.apply(
                    new UndeterminedException(ReasonCode.DEADLINE_EXCEEDED, "stopped while " + step.words(), stopped));
        } catch (ExecutionException defect) {
            return otherwise.apply(internal(step, defect));
        }
    }

    private static UndeterminedException internal(Observer.Step step, Throwable defect) {
        return new UndeterminedException(
                ReasonCode.INTERNAL,
                "an internal error (" + defect.getClass().getSimpleName() + ") while " + step.words(),
                defect);
    }
}
