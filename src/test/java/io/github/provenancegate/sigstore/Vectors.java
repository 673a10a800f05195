package io.github.provenancegate.sigstore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of genuine signatures from public repositories, kept outside this project; tests that need it are skipped
/// where it is absent.
final class Vectors {
    private static final Path FOLDER = Path.of(System.getenv().getOrDefault("VECTORS", "../shared/vectors"));

    private Vectors() {}

    static Path path(String name) {
        assumeTrue(Files.isDirectory(FOLDER), "the folder of vectors " + FOLDER + " is absent");
        return FOLDER.resolve(name);
    }

    static byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
