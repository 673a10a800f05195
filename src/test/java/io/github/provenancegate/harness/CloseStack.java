package io.github.provenancegate.harness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/// Parts that end together, the last started first.
final class CloseStack implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// What `start` makes out of parts that it pushes here; should it fail, those that are started end.
    static <T> T startTogether(CloseStack stack, Callable<T> start) {
        try {
            return start.call();
        } catch (RuntimeException | Error e) {
            stack.closeAfter(e);
            throw e;
        } catch (Exception e) {
            stack.closeAfter(e);
            throw new AssertionError(e);
        }
    }

    <T extends AutoCloseable> T push(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        var failure = new AssertionError("a real part could not be ended");
        closeAfter(failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private void closeAfter(Throwable reason) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                reason.addSuppressed(e);
            }
        }
    }
}
