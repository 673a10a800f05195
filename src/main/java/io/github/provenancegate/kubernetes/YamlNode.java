package io.github.provenancegate.kubernetes;

import io.github.provenancegate.kubernetes.PolicyFault.Place;
import java.util.List;

/// A YAML document as it stands in the file: no text has been taken for a number or a boolean yet.
sealed interface YamlNode {
    /// Where it begins.
    Place place();

    /// One text, or what YAML might take for something else.
    ///
    /// @param style whether quotes say that it is a text
    record Scalar(String text, Style style, Place place) implements YamlNode {
        /// Nothing, where a value could stand.
        boolean isNull() {
            return style == Style.PLAIN && YamlTypes.isNull(text);
        }
    }

    record Sequence(List<YamlNode> items, Place place) implements YamlNode {}

    /// Names and values.
    ///
    /// @param entries in the file's order; keys may repeat, which the reader refuses
    record Mapping(List<Entry> entries, Place place) implements YamlNode {}

    record Entry(YamlNode key, YamlNode value) {}

    /// How a scalar is written.
    enum Style {
        /// Without quotes: YAML guesses a type.
        PLAIN,
        /// Quoted or a block: a text.
        QUOTED
    }

    /// What a person would call it.
    default String words() {
        return switch (this) {
            case Scalar scalar -> scalar.style() == Style.PLAIN ? YamlTypes.words(scalar.text()) : "a text";
            case Sequence _ -> "a list";
            case Mapping _ -> "a mapping";
        };
    }
}
