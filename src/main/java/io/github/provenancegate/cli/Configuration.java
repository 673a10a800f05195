package io.github.provenancegate.cli;

import java.util.List;

/// What is in force.
///
/// @param lines one for each setting
/// @param secrets names of variables that are there and whose values are nobody's business
public record Configuration(List<Line> lines, List<String> secrets) {
    public Configuration {
        lines = List.copyOf(lines);
        secrets = List.copyOf(secrets);
    }

    /// One setting.
    ///
    /// @param values none where nothing is in force
    /// @param place who says so: an option, a variable, file and line, or `default`
    public record Line(String key, List<String> values, String place) {
        public Line {
            values = List.copyOf(values);
        }
    }
}
