package io.github.provenancegate.report;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.report.Step.Mark;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What admission says about images, under the objects that name them, as a person reads it.
public final class FindingsText implements Report {
    /// The longest name of an object (RFC 1123), with its kind and namespace.
    private static final int NAME_CHARACTERS_MAX = 600;

    private final Writer out;
    private final Style style;
    private final Tally tally = new Tally();
    private String above = "";

    public FindingsText(Writer out, Style style) {
        this.out = out;
        this.style = style;
    }

    @Override
    public void add(ImageReport image) {
        Occurrence occurrence = image.occurrence()
                .orElseThrow(() -> new IllegalArgumentException("an image without a place is no finding"));
        tally.add(image);
        List<String> lines = new ArrayList<>();
        String heading = safe(heading(occurrence.place()));
        if (!heading.equals(above)) {
            lines.add((above.isEmpty() ? "" : "\n") + style.title(heading));
            above = heading;
        }
        Verdict verdict = image.judgement().verdict();
        lines.add("  "
                + style.marked(
                        mark(occurrence.decision()), occurrence.decision().word())
                + "  " + safe(subject(occurrence.place(), image.asked())));
        if (verdict.isProven()) {
            lines.add("      " + verdict.status());
        } else {
            wrap(lines, verdict.status() + " " + verdict.code() + ": " + Explanation.message(verdict));
        }
        place(occurrence.place()).ifPresent(text -> wrap(lines, safe(text)));
        image.policy().ifPresent(policy -> lines.add("      policy " + safe(policy)));
        write(lines);
    }

    private static String heading(Place place) {
        return switch (place) {
            case Place.Field field -> field.file() + ", document " + field.document() + ": " + field.owner();
            case Place.Workload workload ->
                workload.owner() + (workload.pods() == 1 ? " (1 Pod)" : " (" + workload.pods() + " Pods)");
        };
    }

    private static String subject(Place place, String image) {
        return switch (place) {
            case Place.Field field ->
                field.container().map(name -> "\"" + name + "\" ").orElse("")
                        + (image.isEmpty() ? "(no image)" : image);
            case Place.Workload workload -> "\"" + workload.container() + "\" " + image;
        };
    }

    private static Optional<String> place(Place place) {
        return switch (place) {
            case Place.Field field -> Optional.of("line " + field.line() + ": " + field.field());
            case Place.Workload workload
            when workload.hasMoved() ->
                Optional.of(workload.written() + " means another image now: "
                        + workload.now().orElseThrow());
            case Place.Workload workload
            when workload.running().isEmpty() ->
                Optional.of("no container runtime says which digest runs: judged as it is written");
            case Place.Workload _ -> Optional.empty();
        };
    }

    private static Mark mark(Decision decision) {
        return switch (decision) {
            case Decision.Admit _ -> Mark.HOLDS;
            case Decision.AdmitExempted _, Decision.AdmitAudited _ -> Mark.OPEN;
            case Decision.AdmitWithWarning _ -> Mark.DOUBTFUL;
            case Decision.Deny _ -> Mark.FAILS;
        };
    }

    private static String safe(String text) {
        return UntrustedText.escape(text, NAME_CHARACTERS_MAX + ImageReference.TEXT_LENGTH_MAX);
    }

    private void wrap(List<String> lines, String text) {
        String indent = "      ";
        Wrapping.words(text, style.layout().columns() - indent.length()).forEach(line -> lines.add(indent + line));
    }

    /// `7 images: 5 admitted, 1 denied, 1 denied as it could not be found out`.
    static String counts(Tally tally) {
        return tally.total() + (tally.total() == 1 ? " image: " : " images: ") + tally.count(Outcome.PROVEN)
                + " admitted, " + tally.count(Outcome.NOT_PROVEN) + " denied, " + tally.count(Outcome.UNDETERMINED)
                + " denied because it could not be found out";
    }

    @Override
    public void close() {
        List<String> lines = new ArrayList<>(List.of((above.isEmpty() ? "" : "\n") + counts(tally)));
        tally.reasons().forEach((code, count) -> lines.add(String.format(Locale.ROOT, "  %-24s %6d", code, count)));
        write(lines);
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
