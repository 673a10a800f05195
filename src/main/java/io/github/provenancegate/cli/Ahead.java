package io.github.provenancegate.cli;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// What several questions come to, one after the other in their order, while the answers to the next few are
/// already being fetched.
final class Ahead<I, O> implements Iterator<O> {
    private final Iterator<I> questions;
    private final Function<I, List<O>> answer;
    private final int depth;
    private final Executor executor;
    private final Deque<CompletableFuture<List<O>>> asked = new ArrayDeque<>();
    private Iterator<O> current = Collections.emptyIterator();

    /// @param depth questions that are asked side by side
    Ahead(Iterator<I> questions, Function<I, List<O>> answer, int depth, Executor executor) {
        this.questions = questions;
        this.answer = answer;
        this.depth = depth;
        this.executor = executor;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext()) {
            while (asked.size() < depth && questions.hasNext()) {
                I question = questions.next();
                asked.add(CompletableFuture.supplyAsync(() -> answer.apply(question), executor));
            }
            if (asked.isEmpty()) {
                return false;
            }
            current = asked.remove().join().iterator();
        }
        return true;
    }

    @Override
    public O next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
