package io.github.provenancegate.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the build has written down about itself.
final class Build {
    private static final String FILE = "commit";

    /// A commit's name; where the build had none, the file holds git's complaint or is not there.
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{12,40}");

    private static final int COMMIT_BYTES_MAX = 64;

    private Build() {}

    /// The commit that was built; empty where the build did not know it.
    static Optional<String> commit() {
        try (InputStream in = Build.class.getResourceAsStream(FILE)) {
            return Optional.of(in == null ? "" : new String(in.readNBytes(COMMIT_BYTES_MAX), StandardCharsets.UTF_8))
                    .map(String::strip)
                    .filter(commit -> COMMIT.matcher(commit).matches());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
