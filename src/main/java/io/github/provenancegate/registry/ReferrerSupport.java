package io.github.provenancegate.registry;

import io.github.provenancegate.image.Repository;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Where there is no referrers API, as far as that has been seen.
///
/// A registry without it answers 404, and so does one that has it, for a repository that it does not have or does not
/// have any more. So a repository says something only where a manifest has been found in it, and about itself alone:
/// whoever owns one repository could else hide the signatures of a whole registry.
final class ReferrerSupport {
    /// Registries learn; they are asked again after this time.
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /// More than a cluster runs images of at a time; beyond it, all is learnt anew.
    private static final int REPOSITORIES_MAX = 4096;

    private final LongSupplier nanoTime;
    private final Set<Repository> withManifests = ConcurrentHashMap.newKeySet();
    private final Map<Repository, Long> withoutApiUntil = new ConcurrentHashMap<>();

    ReferrerSupport(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A manifest was found there.
    void manifestFound(Repository repository) {
        if (withManifests.size() >= REPOSITORIES_MAX) {
            withManifests.clear();
        }
        withManifests.add(repository);
    }

    /// The API did not answer there.
    void apiMissed(Repository repository) {
        if (withManifests.contains(repository)) {
            if (withoutApiUntil.size() >= REPOSITORIES_MAX) {
                withoutApiUntil.clear();
            }
            withoutApiUntil.put(repository, nanoTime.getAsLong() + REMEMBERED.toNanos());
        }
    }

    /// Whether the API is known to be missing.
    boolean isMissing(Repository repository) {
        Long until = withoutApiUntil.get(repository);
        return until != null && until - nanoTime.getAsLong() > 0;
    }
}
