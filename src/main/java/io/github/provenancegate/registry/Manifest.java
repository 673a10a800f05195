package io.github.provenancegate.registry;

import io.github.provenancegate.image.Digest;
import java.util.List;
import java.util.Optional;

/// What a manifest says, as far as anybody here asks.
sealed interface Manifest {
    /// The annotation `org.opencontainers.image.base.digest`, unread.
    Optional<String> base();

    /// One platform's image.
    ///
    /// @param config digest of its configuration
    record Image(Optional<String> base, Digest config) implements Manifest {}

    /// Manifests of several platforms, or of whatever refers to an image.
    ///
    /// @param unreadable how many more it names, by other digests than sha256, which cannot be asked for
    record Index(Optional<String> base, List<Child> children, int unreadable) implements Manifest {
        public Index {
            children = List.copyOf(children);
        }
    }

    /// A manifest that an index names.
    ///
    /// @param platform `os/architecture`; empty where the index says nothing about it
    /// @param artifactType what the index says that it is; empty for an image
    record Child(Digest digest, Optional<String> platform, Optional<String> artifactType) {
        /// Build tools hang attestations into an index under this platform; no node ever runs them.
        private static final String NO_PLATFORM = "unknown/unknown";

        boolean isRunnable() {
            return platform.map(name -> !name.equals(NO_PLATFORM)).orElse(true);
        }
    }
}
