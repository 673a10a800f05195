package io.github.provenancegate.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// What this machine has and this user may, for tests that run what cannot be built.
final class Installed {
    private Installed() {}

    /// The program's file: on the `PATH`, or where Debian puts what only root runs.
    static Optional<Path> find(String program) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin")
                .flatMap(all -> Stream.of(all.split(File.pathSeparator, -1)))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// The same, or the calling test is skipped or failed ([MissingPart]).
    ///
    /// @param debian the Debian package that brings it
    static Path program(String program, String debian) {
        return find(program)
                .orElseThrow(() -> MissingPart.skipOrFail(
                        "no " + program + " on this machine; Debian's package " + debian + " brings it"));
    }

    /// Whoever is not root skips the calling test: installing something would not help.
    ///
    /// @param what only root may do
    static void requireRoot(String what) {
        if (!isRoot()) {
            throw MissingPart.skip("only root can " + what);
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0)
                    .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
