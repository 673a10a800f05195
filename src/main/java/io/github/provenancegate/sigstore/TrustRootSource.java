package io.github.provenancegate.sigstore;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Where a trust root comes from.
public sealed interface TrustRootSource {
    /// The public instance's root as it was when this program was built.
    record Bundled() implements TrustRootSource {
        /// When it was taken from its TUF repository; renewed together with it.
        public static final Instant SINCE = Instant.parse("2026-11-24T00:00:00Z");

        @Override
        public String toString() {
            return "bundled with this program";
        }
    }

    /// A file, or a mounted folder with a `trusted_root.json`; read again when its content has changed.
    record File(Path path) implements TrustRootSource {
        /// The file that holds the document.
        public Path document() {
            return Files.isDirectory(path) ? path.resolve(DOCUMENT) : path;
        }

        @Override
        public String toString() {
            return "file " + path;
        }
    }

    /// What a trusted root is called in a folder, and as a target of a TUF repository.
    String DOCUMENT = "trusted_root.json";

    /// A TUF repository (<https://theupdateframework.github.io/specification/>), asked in the background. Until
    /// it has answered once, the copy that an earlier run kept is in force, else the bundled root of the public
    /// instance.
    ///
    /// @param mirror the repository's base URL; its targets lie below `targets/`
    /// @param root the `root.json` from which trust starts; empty for the public instance's, which is built in
    /// @param folder keeps what was fetched between runs; empty: nothing is kept
    /// @param period how often it is asked
    record Tuf(URI mirror, Optional<Path> root, Optional<Path> folder, Duration period) implements TrustRootSource {
        /// The public instance's repository.
        public static final URI PUBLIC_GOOD = URI.create("https://tuf-repo-cdn.sigstore.dev");

        public Tuf {
            if (!period.isPositive()) {
                throw new IllegalArgumentException("a repository is asked again after more than no time");
            }
        }

        /// Where what was fetched last is kept between runs, if it is.
        public Optional<Path> keptDocument() {
            return folder.map(kept -> kept.resolve("targets").resolve(DOCUMENT));
        }

        @Override
        public String toString() {
            return "TUF repository " + mirror;
        }
    }
}
