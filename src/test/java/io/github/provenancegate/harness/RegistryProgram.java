package io.github.provenancegate.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// The real registries that tests run against; both read the same storage.
public enum RegistryProgram {
    /// The distribution project's version 3, built from its source.
    DISTRIBUTION_3,
    /// Debian's `docker-registry`, version 2.8, which knows nothing of referrers.
    DOCKER_REGISTRY_2;

    /// The program's file. Where it cannot be had the calling test is skipped or failed ([MissingPart]).
    Path binary() {
        return switch (this) {
            case DISTRIBUTION_3 -> GoTool.REGISTRY.binary();
            case DOCKER_REGISTRY_2 ->
                installed()
                        .orElseThrow(() -> MissingPart.skipOrFail(
                                "docker-registry is missing; Debian's package of that name brings it"));
        };
    }

    private static Optional<Path> installed() {
        String folders = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(folders.split(File.pathSeparator, -1)), Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, "docker-registry"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
