package io.github.provenancegate.harness;

import java.nio.file.Path;
import java.util.Optional;

/// Where the checkout lies that the tests belong to.
final class Project {
    private Project() {}

    /// The folder of `pom.xml`: Maven sets `basedir` for tests; an editor starts them in that folder.
    static Path folder() {
        return Path.of(Optional.ofNullable(System.getProperty("basedir")).orElse(""))
                .toAbsolutePath();
    }
}
