package io.github.provenancegate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// The parts of a review, each alone on one thread, measured by JMH in a JVM of its own.
final class Parts {
    /// What JMH says while it measures, for whoever doubts a figure.
    static final String DETAILS = "target/jmh.txt";

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Parts() {}

    static String measure() throws RunnerException {
        Table table = new Table("part", "CPU ms", "wall ms", "allocated KiB", "aim, CPU ms");
        Specimen[] there = Arrays.stream(Specimen.values())
                .filter(SignedImages::measurable)
                .toArray(Specimen[]::new);
        Collection<RunResult> results = run(there);
        for (Specimen specimen : Specimen.values()) {
            List<String> figures = results.stream()
                    .filter(result -> specimen.name().equals(result.getParams().getParam("specimen")))
                    .findFirst()
                    .map(Parts::figures)
                    .orElseGet(() -> List.of("-", "-", "-"));
            table.row(specimen.words(), figures, "<= " + specimen.cpuMillisAim());
        }
        table.row("select among 10 policies, judge, rule", figures(of("judgeAndRule", results)), "");
        table.row("read a review, Pod of 2 containers, 4 KB", figures(of("readSmall", results)), "");
        table.row("read a review, Pod of 40 containers, 2.8 MB", figures(of("readLarge", results)), "");
        return table.toString();
    }

    private static RunResult of(String benchmark, Collection<RunResult> results) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .findFirst()
                .orElseThrow();
    }

    private static Collection<RunResult> run(Specimen[] specimens) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(VerificationBenchmark.class.getName())
                .include(ReviewBenchmark.class.getName())
                .include(JudgementBenchmark.class.getName())
                .param("specimen", Arrays.stream(specimens).map(Enum::name).toArray(String[]::new))
                .forks(1)
                .threads(1)
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .output(DETAILS)
                .build();
        return new Runner(options).run();
    }

    private static List<String> figures(RunResult result) {
        List<String> figures = new ArrayList<>();
        figures.add(millis(secondary(result, CpuTime.LABEL)));
        figures.add(millis(result.getPrimaryResult().getStatistics().getPercentile(50)));
        figures.add("%.1f".formatted(secondary(result, ALLOCATION) / 1024));
        return figures;
    }

    private static String millis(double value) {
        return value < 0.1 ? "%.4f".formatted(value) : "%.2f".formatted(value);
    }

    private static double secondary(RunResult result, String label) {
        // the labels of JMH's own profilers begin with a sign in some versions; the median, because the compiler still
        // works in one iteration or another
        String whole = result.getSecondaryResults().keySet().stream()
                .filter(name -> name.endsWith(label))
                .findFirst()
                .orElseThrow();
        return Objects.requireNonNull(result.getSecondaryResults().get(whole))
                .getStatistics()
                .getPercentile(50);
    }
}
