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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The chain of proof of each image as a person reads it in a terminal, and a summary.
public final class TextReport implements Report {
    /// A terminal's usual width, and that of the program that this one succeeds.
    private static final int COLUMNS = 80;

    private final Writer out;
    private final Style style;
    private final HandCommands commands;
    private final Tally tally = new Tally();

    public TextReport(Writer out, Style style, HandCommands commands) {
        this.out = out;
        this.style = style;
        this.commands = commands;
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
        write(lines);
    }

    private void heading(List<String> lines, String title) {
        String rule = style.signs().rule.repeat(COLUMNS);
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
            lines.add(side + "  " + fact.label() + ": "
                    + " ".repeat(labels - fact.label().length()) + fact.value());
        }
        if (!step.facts().isEmpty()) {
            lines.add(side);
        }
        for (String command : step.commands()) {
            lines.add(side + "  " + style.command(command));
        }
        if (!step.commands().isEmpty()) {
            lines.add(side);
        }
        lines.add("  " + style.signs().bottom + style.marked(step.mark(), step.conclusion()));
        lines.add("");
    }

    /// The candidates, where there are others than the one that the steps have told.
    private static void candidates(List<String> lines, ImageReport image) {
        List<Found> found = Found.in(image);
        int told = image.judgement().delivery().isPresent() ? 0 : 1;
        if (found.size() <= told) {
            return;
        }
        lines.add(told == 0 ? "  Other signatures on the image:" : "  Signatures on the image:");
        for (Found one : found) {
            lines.add("    " + one.code()
                    + one.signer()
                            .map(signer -> "  " + Explanation.identity(signer))
                            .orElse(""));
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

    /// Breaks between words only: digests and identities stay whole, to be copied.
    private static void wrap(List<String> lines, String indent, String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > COLUMNS) {
                lines.add(indent + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(indent + line);
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
