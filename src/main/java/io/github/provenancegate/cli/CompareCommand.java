package io.github.provenancegate.cli;

import io.github.provenancegate.report.Comparison;
import io.github.provenancegate.report.Comparison.State;
import io.github.provenancegate.report.ComparisonDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `provgate compare A.csv B.csv …`.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Compare organisations: the same base digest is the same source image.",
            "",
            "Reads the tables that verify keeps, and those of the script before it. A base digest is only as good as the"
                    + " table's verification_status: what is not proven is marked.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all identical, 1 at least one different or in some tables only, 2 usage, 3 a base digest is"
                    + " missing (1 beats 3).",
            "",
            "Examples:",
            "  provgate compare org-a.csv org-b.csv",
            "  provgate compare org-a.csv org-b.csv org-c.csv --repository-map names.yaml -o json"
        })
final class CompareCommand implements Callable<Integer> {
    private final Application application;
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CSV", arity = "2..*", description = "Two tables or more.")
    private List<Path> tables = new ArrayList<>();

    @Option(
            names = "--repository-map",
            paramLabel = "F",
            description = "Names that differ (YAML): NAME-IN-A-TABLE: COMMON-NAME.")
    private @Nullable Path repositoryMap;

    CompareCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Verification.Format format =
                application.format(Options.in(spec.commandLine().getParseResult()));
        Map<String, String> names = repositoryMap == null ? Map.of() : ComparedTables.names(repositoryMap);
        Comparison comparison = Comparison.of(
                tables.stream().map(file -> ComparedTables.read(file, names)).toList());
        streams.print(
                switch (format) {
                    case TEXT -> ComparisonDocument.text(comparison);
                    case JSON -> ComparisonDocument.json(comparison);
                    case CSV -> ComparisonDocument.csv(comparison);
                    case MARKDOWN -> ComparisonDocument.markdown(comparison);
                    case SARIF ->
                        throw new RefusedException(
                                "--output: a comparison is nothing to be mended; write text, json, csv or markdown");
                });
        if (comparison.count(State.DIFFERENT) + comparison.count(State.ONLY_IN_SOME) > 0) {
            return ExitCode.NOT_PROVEN;
        }
        return comparison.count(State.UNKNOWN) > 0 ? ExitCode.NOT_FOUND_OUT : ExitCode.ALL_PROVEN;
    }
}
