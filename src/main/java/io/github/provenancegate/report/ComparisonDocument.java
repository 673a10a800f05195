package io.github.provenancegate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.report.Comparison.Entry;
import io.github.provenancegate.report.Comparison.Row;
import io.github.provenancegate.report.Comparison.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A comparison, written down.
public final class ComparisonDocument {
    /// Enough of a digest to tell two apart by eye; the other forms have it whole.
    private static final int DIGEST_CHARACTERS_SHOWN = "sha256:".length() + 12;

    private static final int NAME_CHARACTERS_MAX = 300;

    private ComparisonDocument() {}

    /// A table for people, images that are alike last.
    public static String text(Comparison comparison) {
        List<List<String>> table = new ArrayList<>();
        table.add(heading(comparison));
        for (State state : List.of(State.DIFFERENT, State.ONLY_IN_SOME, State.UNKNOWN, State.IDENTICAL)) {
            comparison.rows().stream()
                    .filter(row -> row.state() == state)
                    .map(row -> cells(row, ComparisonDocument::shown))
                    .forEach(table::add);
        }
        return aligned(table) + "\n" + summary(comparison);
    }

    private static List<String> heading(Comparison comparison) {
        List<String> heading = new ArrayList<>(List.of("image", "state"));
        heading.addAll(comparison.sources());
        return heading;
    }

    private interface Cell {
        String of(Optional<Entry> entry);
    }

    private static List<String> cells(Row row, Cell cell) {
        List<String> cells = new ArrayList<>(List.of(row.image(), word(row.state())));
        row.entries().forEach(entry -> cells.add(cell.of(entry)));
        return cells;
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String shown(Optional<Entry> entry) {
        return entry.map(found -> {
                    String digest = found.baseDigest().isEmpty() ? "no base digest" : found.baseDigest();
                    String begin = digest.length() > DIGEST_CHARACTERS_SHOWN
                            ? digest.substring(0, DIGEST_CHARACTERS_SHOWN)
                            : digest;
                    return found.isProven() ? begin : begin + " (" + found.status() + ")";
                })
                .orElse("-");
    }

    private static String aligned(List<List<String>> table) {
        List<List<String>> safe = table.stream()
                .map(row -> row.stream()
                        .map(cell -> UntrustedText.escape(cell, NAME_CHARACTERS_MAX))
                        .toList())
                .toList();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < safe.getFirst().size(); column++) {
            int at = column;
            widths.add(safe.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : safe) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String summary(Comparison comparison) {
        String counts = comparison.rows().size() + " images: " + comparison.count(State.IDENTICAL) + " identical, "
                + comparison.count(State.DIFFERENT) + " different, " + comparison.count(State.ONLY_IN_SOME)
                + " only in some, " + comparison.count(State.UNKNOWN) + " unknown\n";
        long unproven = comparison.identicalUnproven();
        return unproven == 0
                ? counts
                : counts + "of the identical, " + unproven
                        + " have a base digest that nothing proves (status in brackets)\n";
    }

    /// One row for each image.
    public static String csv(Comparison comparison) {
        StringBuilder text = new StringBuilder(Csv.row(heading(comparison)));
        comparison
                .rows()
                .forEach(row -> text.append(
                        Csv.row(cells(row, entry -> entry.map(Entry::baseDigest).orElse("-")))));
        return text.toString();
    }

    /// A table of Markdown.
    public static String markdown(Comparison comparison) {
        return Markdown.heading(heading(comparison))
                + comparison.rows().stream()
                        .map(row -> Markdown.row(cells(row, ComparisonDocument::shown)))
                        .collect(Collectors.joining())
                + "\n" + summary(comparison);
    }

    /// One object: `sources`, `counts` and `images`.
    public static String json(Comparison comparison) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonText.generator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("sources");
            for (String source : comparison.sources()) {
                json.writeString(source);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("counts");
            for (State state : State.values()) {
                json.writeNumberField(state.name(), comparison.count(state));
            }
            json.writeEndObject();
            json.writeArrayFieldStart("images");
            for (Row row : comparison.rows()) {
                json.writeStartObject();
                json.writeStringField("image", row.image());
                json.writeStringField("state", row.state().name());
                json.writeBooleanField("proven", row.isProven());
                json.writeArrayFieldStart("entries");
                for (Optional<Entry> entry : row.entries()) {
                    write(json, entry);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString(StandardCharsets.UTF_8) + "\n";
    }

    private static void write(JsonGenerator json, Optional<Entry> entry) throws IOException {
        if (entry.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        if (entry.get().baseDigest().isEmpty()) {
            json.writeNullField("baseDigest");
        } else {
            json.writeStringField("baseDigest", entry.get().baseDigest());
        }
        json.writeStringField("status", entry.get().status());
        json.writeEndObject();
    }
}
