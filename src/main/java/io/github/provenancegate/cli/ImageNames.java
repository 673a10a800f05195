package io.github.provenancegate.cli;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// The images that a command is asked about, one by one: they may be more than fit into memory.
final class ImageNames {
    private static final String STANDARD_INPUT = "-";

    private ImageNames() {}

    /// The arguments in order; in the place of `-` the lines of standard input, without blank ones and those that begin
    /// with `#`.
    static Iterator<String> of(List<String> arguments, InputStream standardInput) {
        return arguments.stream()
                .flatMap(argument -> argument.equals(STANDARD_INPUT) ? lines(standardInput) : Stream.of(argument))
                .iterator();
    }

    /// Bytes that are no UTF-8 become signs that no image name holds, so that such a line is refused by its own.
    private static Stream<String> lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
