package io.github.provenancegate.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Documents whose every character is a promise.
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final Path ACTUAL = Path.of("target/golden");

    private Golden() {}

    /// Compares with the file of this name; the text that was written instead is kept in `target/golden`, to be
    /// looked at and, where it is right, copied.
    public static void assertWritten(String name, String text) throws IOException {
        Files.createDirectories(ACTUAL);
        Files.writeString(ACTUAL.resolve(name), text);
        assertThat(text).as(name).isEqualTo(Files.readString(FOLDER.resolve(name)));
    }
}
