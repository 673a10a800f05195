package io.github.provenancegate.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a command end its document when the process is asked to end (SIGINT, SIGTERM): the thread that made this is
/// interrupted, and the process waits for it.
final class Stopping implements AutoCloseable {
    /// Long enough to write what is ready; a reader that hangs must not hang us.
    private static final long SECONDS_MAX = 5;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    Stopping() {
        Thread working = Thread.currentThread();
        hook = new Thread(() -> stop(working), "stopping");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop(Thread working) {
        working.interrupt();
        try {
            if (!ended.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                System.err.println("provgate: the document may be cut off");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The command has ended.
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // the process is ending: the hook is running and has just been told
        }
    }
}
