package io.github.provenancegate.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/// Gives equal questions of one run the same answer: a tag is resolved once, however many objects name it.
final class AskedOnce<I, O> implements Function<I, O> {
    private final Function<I, O> asking;
    private final Map<I, FutureTask<O>> answers = new ConcurrentHashMap<>();

    /// @param asking never throws
    AskedOnce(Function<I, O> asking) {
        this.asking = asking;
    }

    @Override
    public O apply(I question) {
        FutureTask<O> answer = answers.computeIfAbsent(question, asked -> new FutureTask<>(() -> asking.apply(asked)));
        answer.run(); // the first one asks; for the others this does nothing
        return await(answer);
    }

    private static <O> O await(FutureTask<O> answer) {
        try {
            return answer.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an answer was awaited", stopped);
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }
}
