package io.github.provenancegate.kubernetes;

import java.util.Comparator;
import java.util.Optional;

/// One thing that is wrong in a policy document, so that the person who wrote it finds and mends it. All texts
/// are safe to print.
///
/// @param file as it was named to us
/// @param place where it stands; empty when it is about the whole file
/// @param field the path of the field, such as `spec.signers[0].issuer`; empty when no field could be made out
/// @param problem what is wrong
/// @param remedy what to write instead
public record PolicyFault(String file, Optional<Place> place, Optional<String> field, String problem, String remedy) {
    /// In the order in which a reader meets them.
    public static final Comparator<PolicyFault> BY_PLACE = Comparator.comparing(PolicyFault::file)
            .thenComparing(fault -> fault.place().orElse(Place.START));

    /// A place in a file; both numbers begin at 1, as editors count.
    public record Place(int line, int column) implements Comparable<Place> {
        static final Place START = new Place(1, 1);

        @Override
        public int compareTo(Place other) {
            return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
        }
    }

    /// `field: problem; remedy`, for who has no file before him.
    String sentence() {
        return field.map(name -> name + ": ").orElse("") + problem + "; " + remedy;
    }

    /// `file:line:column: field: problem; remedy`.
    @Override
    public String toString() {
        return file + place.map(at -> ":" + at.line() + ":" + at.column()).orElse("") + ": " + sentence();
    }
}
