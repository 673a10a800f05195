package io.github.provenancegate.cli;

import io.github.provenancegate.report.CsvReport;
import io.github.provenancegate.report.FindingsText;
import io.github.provenancegate.report.ImageReport;
import io.github.provenancegate.report.JsonReport;
import io.github.provenancegate.report.MarkdownReport;
import io.github.provenancegate.report.ReplacedFile;
import io.github.provenancegate.report.Report;
import io.github.provenancegate.report.SarifReport;
import io.github.provenancegate.report.SeveralReports;
import io.github.provenancegate.report.Subject;
import io.github.provenancegate.report.TableReport;
import io.github.provenancegate.report.TextReport;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Opens the documents about images that were asked for.
///
/// @param version of this program
record Documents(StandardStreams streams, Verification verification, String version) {
    /// How the CSV is written, and where else than on standard output.
    ///
    /// @param name what its column `image` shows
    record CsvForm(CsvReport.Columns columns, Function<ImageReport, String> name, Optional<Path> file) {}

    /// On standard output, and in a file where one is wanted.
    Report open(CsvForm csv) {
        // the file first: it is there when the document says so
        Optional<Report> file = csv.file().map(place -> file(place, csv));
        Report document = onStandardOutput(csv);
        return file.<Report>map(kept -> new SeveralReports(List.of(kept, document)))
                .orElse(document);
    }

    private Report file(Path place, CsvForm csv) {
        try {
            return new ReplacedFile(place, out -> csv(out, csv));
        } catch (UncheckedIOException refused) {
            throw new RefusedException(Optional.ofNullable(refused.getCause())
                            .map(Throwable::getMessage)
                            .orElse(place + " cannot be written")
                    + "; name another with --csv F, or none with --no-csv");
        }
    }

    private Report onStandardOutput(CsvForm csv) {
        return switch (verification.format()) {
            case JSON -> new JsonReport(new BufferedOutputStream(streams.out()));
            case SARIF -> new SarifReport(new BufferedOutputStream(streams.out()), version);
            case CSV -> csv(utf8(streams.out()), csv);
            case MARKDOWN -> new MarkdownReport(utf8(streams.out()));
            case TEXT ->
                new TextReport(
                        new OutputStreamWriter(streams.out(), streams.charset()),
                        streams.style(verification.color()),
                        verification.commands(),
                        csv.file());
        };
    }

    /// About images where somebody wants to run them, on standard output.
    Report open(Subject subject) {
        return switch (verification.format()) {
            case JSON -> new JsonReport(new BufferedOutputStream(streams.out()));
            case SARIF -> new SarifReport(new BufferedOutputStream(streams.out()), version);
            case CSV -> new TableReport(utf8(streams.out()), TableReport.Form.CSV, subject);
            case MARKDOWN -> new TableReport(utf8(streams.out()), TableReport.Form.MARKDOWN, subject);
            case TEXT ->
                new FindingsText(
                        new OutputStreamWriter(streams.out(), streams.charset()), streams.style(verification.color()));
        };
    }

    private Report csv(Writer out, CsvForm form) {
        return new CsvReport(out, form.columns(), form.name(), verification.commands());
    }

    private static Writer utf8(OutputStream out) {
        return new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }
}
