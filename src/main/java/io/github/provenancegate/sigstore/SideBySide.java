package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Questions to a registry, asked at the same time where none needs another's answer.
final class SideBySide {
    /// Questions in flight for one place of one image: enough to hide latency, too few to burden a registry.
    static final int IN_FLIGHT_MAX = 6;

    private final Inquiry inquiry;
    private final Executor executor;

    /// @param executor runs what blocks; virtual threads fit
    SideBySide(Inquiry inquiry, Executor executor) {
        this.inquiry = inquiry;
        this.executor = executor;
    }

    /// The answers in the order of the questions. The last one is asked on the calling thread, which would otherwise
    /// only wait.
    ///
    /// @param otherwise makes a value of "could not ask"; what is not answered by the deadline could not be asked
    <Q, A> List<A> ask(List<Q> questions, Function<Q, A> question, Function<UndeterminedException, A> otherwise) {
        Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
        List<CompletableFuture<A>> futures = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Q asked = questions.get(i);
            CompletableFuture<A> future = new CompletableFuture<>();
            futures.add(future);
            Runnable task = () -> answer(permits, () -> question.apply(asked), future);
            if (i == questions.size() - 1) {
                task.run();
            } else {
                executor.execute(task);
            }
        }
        return futures.stream().map(future -> await(future, otherwise)).toList();
    }

    private static <A> void answer(
            Semaphore permits, java.util.function.Supplier<A> question, CompletableFuture<A> future) {
        try {
            permits.acquire();
            try {
                future.complete(question.get());
            } finally {
                permits.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            future.completeExceptionally(stopped);
        } catch (Throwable failed) { // whatever it is, somebody waits for it
            future.completeExceptionally(failed);
        }
    }

    private <A> A await(CompletableFuture<A> future, Function<UndeterminedException, A> otherwise) {
        try {
            return future.get(inquiry.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            return otherwise.apply(
                    failed.getCause() instanceof UndeterminedException couldNotAsk
                            ? couldNotAsk
                            : new UndeterminedException(
                                    ReasonCode.INTERNAL, "an internal error while reading signatures", failed));
        } catch (TimeoutException tooLate) {
            return otherwise.apply(new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "the time ran out while reading signatures", tooLate));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return otherwise.apply(new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "stopped while reading signatures", stopped));
        }
    }
}
