package io.github.provenancegate.chart;

import io.github.provenancegate.harness.OneNodeCluster;
import io.github.provenancegate.harness.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The quick start of the page about installing, as somebody follows it who has nothing else: the commands in their
/// order, and what the page says that they print.
record QuickStart(List<Step> steps) {
    private static final Path PAGE = Path.of("src/site/markdown/install.md");
    private static final Pattern SECTION = Pattern.compile("(?s)\n## Quick start\n(.*?)\n## ");
    private static final Pattern STEP = Pattern.compile("(?s)```sh\n(.*?)```(?:\\s*```text\n(.*?)```)?");

    /// Events follow the answer, Pods their Deployment: whoever types sees them, whoever is faster looks again.
    private static final Duration SEEN_MAX = Duration.ofMinutes(1);

    /// Any lines.
    private static final String ANYTHING = "…";

    QuickStart {
        steps = List.copyOf(steps);
    }

    /// Commands that stand together.
    ///
    /// @param prints what they print, `…` for what may differ: within a line, or for any lines
    record Step(String commands, String prints) {
        private boolean onlyLooks() {
            return commands.lines()
                    .allMatch(line -> line.startsWith("kubectl events ") || line.startsWith("kubectl get "));
        }

        private boolean isDenied() {
            return prints.contains("Error from server");
        }

        private boolean isAsPromised(Outcome outcome) {
            return (outcome.exitCode() != 0) == isDenied()
                    && pattern().matcher(inOneStyle(outcome.stdout())).matches();
        }

        private Pattern pattern() {
            return Pattern.compile(inOneStyle(prints)
                    .lines()
                    .map(line -> line.equals(ANYTHING) ? "(?:.*\n)*" : words(line) + "\n")
                    .collect(Collectors.joining()));
        }

        private static String words(String line) {
            return Stream.of(line.split(ANYTHING, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        }

        /// Columns are as wide as what stands in them.
        private static String inOneStyle(String text) {
            return text.lines()
                    .map(line -> line.strip().replaceAll("\\s+", " ") + "\n")
                    .collect(Collectors.joining());
        }
    }

    /// Reads the page.
    static QuickStart read() {
        var section = SECTION.matcher(Chart.read(PAGE));
        if (!section.find()) {
            throw new AssertionError(PAGE + " has no quick start");
        }
        return new QuickStart(STEP.matcher(section.group(1))
                .results()
                .map(step -> new Step(
                        step.group(1), Optional.ofNullable(step.group(2)).orElse(ANYTHING)))
                .toList());
    }

    /// Follows it from the first command to the last.
    ///
    /// @param values a file for the installation: what is different here from a cluster with the internet
    /// @return all that was printed
    String follow(OneNodeCluster cluster, Path values) {
        var printed = new StringBuilder();
        for (Step step : steps) {
            var began = Instant.now();
            cluster.resolveServices();
            // The one thing that the page does not say.
            String commands = step.commands().replace(" --wait ", " --wait --values " + values + " ");
            Outcome outcome = cluster.shell(commands);
            while (!step.isAsPromised(outcome)) {
                if (!step.onlyLooks() || Instant.now().isAfter(began.plus(SEEN_MAX))) {
                    throw new AssertionError("the page says: %s%nbut there is: %s".formatted(step, outcome));
                }
                outcome = cluster.shell(commands);
            }
            printed.append(outcome.stdout());
            System.err.printf(
                    "%4.1f s: %s%n",
                    Duration.between(began, Instant.now()).toMillis() / 1000.0,
                    step.commands().lines().findFirst().orElseThrow());
        }
        return printed.toString();
    }
}
