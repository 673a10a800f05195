package io.github.provenancegate.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The images that a command is asked about, one by one: the arguments in order, and in the place of `-` the lines of
/// standard input, without blank ones and those that begin with `#`.
///
/// Reads no further than it is asked: the lines may be more than fit into memory, or come from a program that is still
/// running.
final class ImageNames implements Iterator<String> {
    private static final String STANDARD_INPUT = "-";

    private final Iterator<String> arguments;
    private final BufferedReader standardInput;
    private boolean reading;
    private Optional<String> next = Optional.empty();

    ImageNames(List<String> arguments, InputStream standardInput) {
        this.arguments = arguments.iterator();
        // bytes that are no UTF-8 become signs that no image name holds, so that such a line is refused by its own
        this.standardInput = new BufferedReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8));
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            if (reading) {
                next = line();
                reading = next.isPresent();
            } else if (arguments.hasNext()) {
                String argument = arguments.next();
                reading = argument.equals(STANDARD_INPUT);
                next = reading ? Optional.empty() : Optional.of(argument);
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String name = next.orElseThrow();
        next = Optional.empty();
        return name;
    }

    private Optional<String> line() {
        try {
            for (String line = standardInput.readLine(); line != null; line = standardInput.readLine()) {
                String name = line.strip();
                if (!name.isEmpty() && !name.startsWith("#")) {
                    return Optional.of(name);
                }
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
