package io.github.provenancegate.report;

import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A table for a pull request or a ticket: one row for each image, and a line that counts them.
public final class MarkdownReport implements Report {
    private final Writer out;
    private final Tally tally = new Tally();

    /// Begins the table.
    ///
    /// @throws UncheckedIOException when the reader is gone
    public MarkdownReport(Writer out) {
        this.out = out;
        write(Markdown.heading(List.of("", "Image", "Status", "Reason", "Signed by", "What was found")));
    }

    @Override
    public void add(ImageReport image) {
        tally.add(image);
        Verdict verdict = image.judgement().verdict();
        write(Markdown.row(List.of(
                sign(image),
                image.asked(),
                verdict.status().name(),
                verdict.code().name(),
                image.judgement()
                        .delivery()
                        .map(proof -> proof.signer().subject())
                        .orElse(""),
                Explanation.message(verdict))));
    }

    /// What it comes to, for the eye.
    static String sign(ImageReport image) {
        return switch (image.outcome()) {
            case PROVEN -> "✓";
            case NOT_PROVEN -> "✗";
            case UNDETERMINED -> "⚠";
        };
    }

    /// `500 images: 470 VERIFIED, 30 NO_SIG`.
    static String counts(Tally tally) {
        return "\n" + tally.total() + (tally.total() == 1 ? " image: " : " images: ")
                + Arrays.stream(Status.values())
                        .filter(status -> tally.count(status) > 0)
                        .map(status -> tally.count(status) + " " + status)
                        .collect(Collectors.joining(", "))
                + "\n";
    }

    @Override
    public void close() {
        write(counts(tally));
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
