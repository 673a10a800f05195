package io.github.provenancegate.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One row for each image, with the columns and words of the script that this program succeeds.
public final class CsvReport implements Report {
    private static final List<String> BEHIND_THE_REFERENCE =
            List.of("rekor_status", "rekor_log_index", "rekor_url", "signature_status", "verification_status", "error");

    private final Writer out;
    private final Columns columns;
    private final Function<ImageReport, String> name;
    private final HandCommands commands;

    /// Which columns there are.
    public enum Columns {
        DELIVERY,
        /// With `reference_status` behind `base_digest`.
        FULL
    }

    /// Writes the heading.
    ///
    /// @param name what stands in the column `image`
    /// @throws UncheckedIOException when the reader is gone
    public CsvReport(Writer out, Columns columns, Function<ImageReport, String> name, HandCommands commands) {
        this.out = out;
        this.columns = columns;
        this.name = name;
        this.commands = commands;
        write(row("image", "base_digest", "reference_status", BEHIND_THE_REFERENCE));
    }

    @Override
    public void add(ImageReport image) {
        CsvFacts facts = CsvFacts.of(image, commands);
        write(row(
                name.apply(image),
                facts.baseDigest(),
                facts.reference().word(),
                List.of(
                        facts.log().word(),
                        facts.logIndex(),
                        facts.logPage(),
                        facts.signature().word(),
                        image.judgement().verdict().status().name(),
                        facts.error())));
    }

    private List<String> row(String image, String baseDigest, String reference, List<String> others) {
        List<String> cells = new ArrayList<>(List.of(image, baseDigest));
        switch (columns) {
            case DELIVERY -> {}
            case FULL -> cells.add(reference);
        }
        cells.addAll(others);
        return cells;
    }

    private void write(List<String> cells) {
        try {
            out.write(Csv.row(cells));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /// Every row is a whole one: there is nothing to end.
    @Override
    public void close() {
        try {
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
