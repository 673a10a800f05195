package io.github.provenancegate.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A line on a terminal's standard error that says how far a command is: done, total, rate, remaining. Silent
/// where standard error is no terminal.
///
/// What else goes to the terminal goes through [#aside(Runnable)], so that the two never share a line.
final class Progress implements AutoCloseable {
    /// Often enough to look alive, seldom enough to cost nothing.
    private static final Duration PERIOD = Duration.ofMillis(200);

    /// Back to the first column, and clear to the end of the line (ECMA-48, EL).
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final Supplier<OptionalInt> total;
    private final LongSupplier nanoTime;
    private final long start;
    private final ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    private int done;
    private boolean shown;

    /// @param screen behind standard error
    /// @param total empty while nobody knows how many there will be
    /// @param nanoTime a monotonic clock in nanoseconds
    @SuppressWarnings("FutureReturnValueIgnored") // a line that cannot be drawn any more is no harm
    Progress(PrintStream err, Screen screen, Supplier<OptionalInt> total, LongSupplier nanoTime) {
        this.err = err;
        this.total = total;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        switch (screen) {
            case Screen.Terminal(IntSupplier columns, var _) ->
                ticking.scheduleAtFixedRate(
                        () -> draw(columns), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            case Screen.Other _ -> {}
        }
    }

    /// One more is done, in whatever order.
    synchronized void did() {
        done++;
    }

    /// Writes something else while the line is away.
    synchronized void aside(Runnable writing) {
        clear();
        writing.run();
    }

    private synchronized void draw(IntSupplier columns) {
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        String line = line(done, total.get(), took);
        // in the last column a terminal would go on to the next line
        int room = Math.max(0, columns.getAsInt() - 1);
        err.print(CLEAR + (line.length() > room ? line.substring(0, room) : line));
        err.flush();
        shown = true;
    }

    /// `120 of 500 images, 24%, 60/s, about 7 s to go`.
    static String line(int done, OptionalInt total, Duration took) {
        double seconds = took.toNanos() / 1e9;
        double rate = seconds > 0 ? done / seconds : 0;
        String speed = rate > 0 ? String.format(Locale.ROOT, rate < 10 ? ", %.1f/s" : ", %.0f/s", rate) : "";
        if (total.isEmpty()) {
            return done + " images" + speed;
        }
        int all = total.getAsInt();
        String share = all > 0 ? String.format(Locale.ROOT, ", %d%%", 100L * done / all) : "";
        String remaining = rate > 0 && done < all ? ", about " + words((all - done) / rate) + " to go" : "";
        return done + " of " + all + " images" + share + speed + remaining;
    }

    private static String words(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    private void clear() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }

    /// Takes the line away for good.
    void end() {
        ticking.shutdownNow();
        aside(() -> {});
    }

    @Override
    public void close() {
        end();
    }
}
