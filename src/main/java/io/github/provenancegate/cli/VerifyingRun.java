package io.github.provenancegate.cli;

import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.Report;
import io.github.provenancegate.report.Tally;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/// Finds out about many things side by side, writes what is found in their order, shows how far it is, and ends
/// its documents when the process is asked to end.
///
/// @param concurrency how many side by side
/// @param work gives each its answer; never throws
/// @param total empty while nobody knows
record VerifyingRun<I>(
        StandardStreams streams,
        Verification verification,
        int concurrency,
        Function<I, ImageReport> work,
        Supplier<OptionalInt> total) {
    /// Runs to the end, or until the process is asked to end.
    ///
    /// @param open opens the documents
    /// @param kept names what holds the answers, for the message that it ends early
    Tally run(Iterator<I> items, Supplier<Report> open, String kept) {
        Tally tally = new Tally();
        try (Stopping _ = new Stopping();
                Progress progress =
                        new Progress(streams.err(), streams.errorScreen(), total, verification.nanoTime())) {
            InOrder<I, ImageReport> inOrder = new InOrder<>(concurrency, item -> {
                ImageReport answer = work.apply(item);
                progress.did();
                return answer;
            });
            try (Report report = new BesideProgress(open.get(), progress)) {
                inOrder.run(items, image -> {
                    tally.add(image);
                    report.add(image);
                });
            } catch (InterruptedException _) {
                progress.aside(() -> streams.err()
                        .println("provgate: stopped after " + tally.total()
                                + total.get().stream()
                                        .mapToObj(all -> " of " + all)
                                        .findFirst()
                                        .orElse("")
                                + " images; " + kept + " with them"));
            }
        }
        return tally;
    }

    private record BesideProgress(Report report, Progress progress) implements Report {
        @Override
        public void add(ImageReport image) {
            progress.aside(() -> report.add(image));
        }

        @Override
        public void close() {
            progress.end();
            report.close();
        }
    }
}
