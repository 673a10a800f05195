package io.github.provenancegate.report;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.report.Step.Fact;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Status;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The chain of proof of each image as a person reads it in a terminal, and a summary.
public final class TextReport implements Report {
    private final Writer out;
    private final Style style;
    private final HandCommands commands;
    private final Optional<Path> csv;
    private final Tally tally = new Tally();

    /// @param csv the file in which the same images are kept, to be named in the summary
    public TextReport(Writer out, Style style, HandCommands commands, Optional<Path> csv) {
        this.out = out;
        this.style = style;
        this.commands = commands;
        this.csv = csv;
    }

    @Override
    public void add(ImageReport image) {
        tally.add(image);
        List<String> lines = new ArrayList<>();
        heading(lines, "IMAGE " + tally.total() + ": " + name(image));
        int number = 0;
        for (Step step : Chain.of(image, commands)) {
            step(lines, ++number, step);
        }
        candidates(lines, image);
        result(lines, image);
        write(lines);
    }

    @Override
    public void close() {
        List<String> lines = new ArrayList<>();
        heading(lines, "SUMMARY");
        for (Status status : Status.values()) {
            if (tally.count(status) > 0) {
                lines.add(String.format(Locale.ROOT, "  %-18s %6d", status, tally.count(status)));
            }
        }
        lines.add(String.format(
                Locale.ROOT,
                "  %-18s %6d  (%d proven, %d not proven, %d could not be found out)",
                "Images",
                tally.total(),
                tally.count(Outcome.PROVEN),
                tally.count(Outcome.NOT_PROVEN),
                tally.count(Outcome.UNDETERMINED)));
        csv.ifPresent(file -> lines.add(String.format(Locale.ROOT, "  %-18s %s", "CSV", file)));
        write(lines);
    }

    private void heading(List<String> lines, String title) {
        String rule = style.signs().rule.repeat(style.layout().columns());
        lines.add(rule);
        lines.add("  " + style.title(title));
        lines.add(rule);
        lines.add("");
    }

    /// The repository's last word, as the catalogue shows it.
    private static String name(ImageReport image) {
        return image.reference()
                .map(reference -> reference.repository().segments().getLast())
                .orElseGet(() -> UntrustedText.quote(image.asked()));
    }

    private void step(List<String> lines, int number, Step step) {
        String side = "  " + style.signs().side;
        lines.add("  " + style.signs().top + style.title("STEP " + number + ": " + step.title()));
        lines.add(side);
        int labels = step.facts().stream()
                .mapToInt(fact -> fact.label().length())
                .max()
                .orElse(0);
        for (Fact fact : step.facts()) {
            String label =
                    fact.label() + ": " + " ".repeat(labels - fact.label().length());
            lines.addAll(style.fact(side + "  ", label, fact.value()));
        }
        if (!step.facts().isEmpty()) {
            lines.add(side);
        }
        for (String command : step.commands()) {
            lines.addAll(style.command(side + "  ", command));
        }
        if (!step.commands().isEmpty()) {
            lines.add(side);
        }
        lines.addAll(style.conclusion("  " + style.signs().bottom, step.mark(), step.conclusion()));
        lines.add("");
    }

    /// The candidates, where there are others than the one that the steps have told.
    private void candidates(List<String> lines, ImageReport image) {
        List<Found> found = Found.in(image);
        int told = image.judgement().delivery().isPresent() ? 0 : 1;
        if (found.size() <= told) {
            return;
        }
        lines.add(told == 0 ? "  Other signatures on the image:" : "  Signatures on the image:");
        for (Found one : found) {
            lines.addAll(style.item(
                    "    ",
                    one.code() + "  ",
                    one.signer().map(Explanation::identity).orElse("")));
        }
        lines.add("");
    }

    private void result(List<String> lines, ImageReport image) {
        Verdict verdict = image.judgement().verdict();
        lines.add("  " + style.title("RESULT: ")
                + style.marked(Chain.markOf(verdict), verdict.status() + " " + verdict.code()));
        wrap(lines, "  ", Explanation.message(verdict));
        if (image.policies().size() > 1) {
            for (Ruling.ByPolicy one : image.policies()) {
                Verdict its = one.judgement().verdict();
                lines.add("  policy " + one.policy() + ": " + its.status() + " " + its.code());
            }
        } else {
            image.policy().ifPresent(policy -> lines.add("  policy " + policy));
        }
        for (Ruling.ByPolicy one : image.policies()) {
            one.exemption()
                    .ifPresent(exemption -> wrap(
                            lines,
                            "  ",
                            "policy " + one.policy() + " admits it: "
                                    + Explanation.exempted(exemption.reason(), exemption.until())));
        }
        lines.add("");
    }

    private void wrap(List<String> lines, String indent, String text) {
        Wrapping.words(text, style.layout().columns() - indent.length()).forEach(line -> lines.add(indent + line));
    }

    private void write(List<String> lines) {
        try {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
