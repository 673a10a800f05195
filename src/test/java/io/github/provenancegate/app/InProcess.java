package io.github.provenancegate.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.cli.Commands;
import io.github.provenancegate.cli.Screen;
import io.github.provenancegate.cli.StandardStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// How a command line ended that was run in this process.
record InProcess(int exitCode, String out, String err) {
    /// @param home of the user
    static InProcess run(Path home, String in, List<String> arguments) {
        return run(new Surroundings(Map.of(), home), in, arguments);
    }

    static InProcess run(Surroundings surroundings, String in, List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode =
                Commands.run(new Provgate(surroundings), streams(in, out, err), arguments.toArray(String[]::new));
        return new InProcess(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static StandardStreams streams(String in, OutputStream out, OutputStream err) {
        return new StandardStreams(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8,
                new Screen.Other(),
                new Screen.Other());
    }

    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException malformed) {
            throw new AssertionError(out + err, malformed);
        }
    }

    /// A field of every image.
    List<String> all(String field) {
        return StreamSupport.stream(json().spliterator(), false)
                .map(image -> image.get(field).asText())
                .toList();
    }
}
