package io.github.provenancegate.cli;

import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/// Works on many items side by side and hands the results on in the items' order, holding a few at a time however many
/// there are.
final class InOrder<I, O> {
    /// Results that may wait behind a slow one for each worker: enough to keep all busy, few enough to hold.
    private static final int WAITING_PER_WORKER = 8;

    private final Function<I, O> work;
    private final Semaphore workers;
    private final BlockingQueue<Next<O>> line;

    /// What comes next in the items' order.
    private sealed interface Next<O> {
        record Result<O>(Future<O> result) implements Next<O> {}

        record End<O>() implements Next<O> {}
    }

    InOrder(int concurrency, Function<I, O> work) {
        this.work = work;
        this.workers = new Semaphore(concurrency);
        this.line = new ArrayBlockingQueue<>(concurrency * WAITING_PER_WORKER);
    }

    /// Works until the items end.
    ///
    /// @throws InterruptedException when this thread is asked to stop; results that were ready, in order, are
    /// handed on
    void run(Iterator<I> items, Consumer<O> results) throws InterruptedException {
        ExecutorService threads = CommandThreads.named("image");
        // The items may come from a pipe that blocks for ever: they are read on a thread that no exit waits for.
        Thread reader = Thread.ofPlatform().daemon().name("items").start(() -> read(items, threads));
        try {
            handOn(results);
        } finally {
            reader.interrupt();
            threads.shutdownNow();
        }
    }

    private void handOn(Consumer<O> results) throws InterruptedException {
        while (line.take() instanceof Next.Result<O>(Future<O> next)) {
            try {
                results.accept(valueOf(next));
            } catch (InterruptedException stopped) {
                handOnWhatIsReady(next, results);
                throw stopped;
            }
        }
    }

    private void read(Iterator<I> items, ExecutorService threads) {
        try {
            while (items.hasNext()) {
                I item = items.next();
                line.put(new Next.Result<>(threads.submit(() -> {
                    workers.acquire();
                    try {
                        return work.apply(item);
                    } finally {
                        workers.release();
                    }
                })));
            }
            line.put(new Next.End<>());
        } catch (InterruptedException stopped) {
            // nobody takes from the line any more
        } catch (RuntimeException unreadable) {
            putLast(unreadable);
        }
    }

    private void putLast(RuntimeException unreadable) {
        try {
            line.put(new Next.Result<>(CompletableFuture.failedFuture(unreadable)));
        } catch (InterruptedException stopped) {
            // nobody takes from the line any more
        }
    }

    /// Ends at the first result that is not ready: none behind it may take its place.
    private void handOnWhatIsReady(Future<O> first, Consumer<O> results) {
        Future<O> next = first;
        while (next.state() == Future.State.SUCCESS) {
            results.accept(next.resultNow());
            if (!(line.poll() instanceof Next.Result<O>(Future<O> following))) {
                return;
            }
            next = following;
        }
    }

    private static <O> O valueOf(Future<O> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
