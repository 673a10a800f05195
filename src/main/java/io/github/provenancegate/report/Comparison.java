package io.github.provenancegate.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which images several organisations have alike: the same base digest is the same source image.
///
/// @param sources the names of the tables, in their order
/// @param rows by image
public record Comparison(List<String> sources, List<Row> rows) {
    private static final Set<String> PROVEN = Set.of("VERIFIED", "DELIVERY_VERIFIED");

    public Comparison {
        sources = List.copyOf(sources);
        rows = List.copyOf(rows);
    }

    /// What one organisation's table says of an image.
    ///
    /// @param baseDigest empty where it names none
    /// @param status its `verification_status`
    public record Entry(String baseDigest, String status) {
        /// Whether the base digest is more than a claim.
        public boolean isProven() {
            return PROVEN.contains(status);
        }
    }

    /// One organisation's table.
    ///
    /// @param images by name
    public record Source(String name, Map<String, Entry> images) {
        public Source {
            images = Map.copyOf(images);
        }
    }

    /// How an image is in all tables together.
    public enum State {
        IDENTICAL,
        DIFFERENT,
        /// Some have it and others do not.
        ONLY_IN_SOME,
        /// At least one names no base digest, and those that do agree.
        UNKNOWN
    }

    /// One image.
    ///
    /// @param entries one for each table, in their order; empty where it has no such image
    public record Row(String image, State state, List<Optional<Entry>> entries) {
        public Row {
            entries = List.copyOf(entries);
        }

        /// Whether every base digest in it is proven.
        public boolean isProven() {
            return entries.stream().flatMap(Optional::stream).allMatch(Entry::isProven);
        }
    }

    /// Compares tables.
    ///
    /// @param sources at least two
    public static Comparison of(List<Source> sources) {
        Map<String, Row> rows = new TreeMap<>(Comparator.naturalOrder());
        for (Source source : sources) {
            for (String image : source.images().keySet()) {
                rows.computeIfAbsent(image, name -> row(name, sources));
            }
        }
        return new Comparison(sources.stream().map(Source::name).toList(), List.copyOf(rows.values()));
    }

    private static Row row(String image, List<Source> sources) {
        List<Optional<Entry>> entries = new ArrayList<>();
        Set<String> digests = new HashSet<>();
        boolean missing = false;
        boolean unnamed = false;
        for (Source source : sources) {
            Optional<Entry> entry = Optional.ofNullable(source.images().get(image));
            entries.add(entry);
            missing |= entry.isEmpty();
            unnamed |= entry.filter(one -> one.baseDigest().isEmpty()).isPresent();
            entry.map(Entry::baseDigest).filter(digest -> !digest.isEmpty()).ifPresent(digests::add);
        }
        return new Row(image, state(digests.size() > 1, missing, unnamed), entries);
    }

    private static State state(boolean differs, boolean missing, boolean unnamed) {
        if (differs) {
            return State.DIFFERENT;
        }
        if (missing) {
            return State.ONLY_IN_SOME;
        }
        return unnamed ? State.UNKNOWN : State.IDENTICAL;
    }

    /// How many images are in a state.
    public long count(State state) {
        return rows.stream().filter(row -> row.state() == state).count();
    }

    /// How many are alike, but at least in one table not proven.
    public long identicalUnproven() {
        return rows.stream()
                .filter(row -> row.state() == State.IDENTICAL && !row.isProven())
                .count();
    }
}
