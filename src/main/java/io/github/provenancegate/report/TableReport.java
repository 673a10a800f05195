package io.github.provenancegate.report;

import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/// A row for each image where somebody wants to run it.
public final class TableReport implements Report {
    private final Writer out;
    private final Form form;
    private final Tally tally = new Tally();

    /// How rows are written.
    public enum Form {
        CSV,
        MARKDOWN
    }

    /// Begins the table.
    ///
    /// @throws UncheckedIOException when the reader is gone
    public TableReport(Writer out, Form form, Subject subject) {
        this.out = out;
        this.form = form;
        write(
                switch (form) {
                    case CSV -> Csv.row(subject.columns());
                    case MARKDOWN -> Markdown.heading(subject.columns());
                });
    }

    @Override
    public void add(ImageReport image) {
        tally.add(image);
        List<String> cells = cells(image);
        write(
                switch (form) {
                    case CSV -> Csv.row(cells);
                    case MARKDOWN -> Markdown.row(cells);
                });
    }

    private static List<String> cells(ImageReport image) {
        Occurrence occurrence = image.occurrence()
                .orElseThrow(() -> new IllegalArgumentException("an image without a place has no row here"));
        Verdict verdict = image.judgement().verdict();
        List<String> cells = new ArrayList<>(
                switch (occurrence.place()) {
                    case Place.Field field ->
                        List.of(
                                field.file(),
                                String.valueOf(field.document()),
                                String.valueOf(field.line()),
                                field.owner(),
                                field.field(),
                                field.container().orElse(""));
                    case Place.Workload workload ->
                        List.of(
                                workload.namespace(),
                                workload.kind(),
                                workload.name(),
                                workload.container(),
                                String.valueOf(workload.pods()),
                                workload.running().map(Object::toString).orElse(""),
                                workload.now().map(Object::toString).orElse(""),
                                workload.hasMoved() ? "yes" : "");
                });
        cells.addAll(List.of(
                image.asked(),
                occurrence.decision().word(),
                verdict.status().name(),
                verdict.code().name(),
                image.policy().orElse(""),
                Explanation.message(verdict)));
        return cells;
    }

    @Override
    public void close() {
        switch (form) {
            case CSV -> {}
            case MARKDOWN -> write("\n" + FindingsText.counts(tally) + "\n");
        }
    }

    private void write(String text) {
        try {
            out.write(text);
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
