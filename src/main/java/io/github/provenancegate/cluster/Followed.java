package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// All resources of one kind, followed by list and watch. What was told last stays until something newer is
/// told: an API server that is gone, a watch that expired or a list that fails changes nothing but the age.
///
/// @param <T> the client's type of the resources
final class Followed<T extends HasMetadata> {
    private static final Logger LOG = Logger.getLogger(Followed.class);

    private final String plural;
    private final InstantSource clock;
    private final Told<T> told;
    private final SharedIndexInformer<T> informer;
    private volatile Instant heard;

    private Followed(String plural, InstantSource clock, Told<T> told, SharedIndexInformer<T> informer) {
        this.plural = plural;
        this.clock = clock;
        this.told = told;
        this.informer = informer;
        this.heard = clock.instant();
    }

    /// @param plural how the resources are called in the log
    static <T extends HasMetadata> Followed<T> of(String plural, Informable<T> resources, InstantSource clock) {
        Told<T> told = new Told<>();
        return new Followed<>(plural, clock, told, resources.runnableInformer(0).itemStore(told));
    }

    /// Begins to follow.
    ///
    /// @param stored called with each resource that is new, changed, or was listed again
    /// @param removed called with the name of each that is gone
    void begin(Consumer<T> stored, Consumer<String> removed) {
        told.listen(stored, removed);
        // the client would give up where it never had a list, and after a watch that failed otherwise than by expiring
        informer.exceptionHandler((_, failure) -> {
            LOG.warnf(
                    "the %s of the cluster cannot be followed (%s); the last known stay, and it is tried again",
                    plural, failure.getMessage());
            return true;
        });
        informer.start();
    }

    /// Whether the first list is complete.
    boolean isListed() {
        return informer.hasSynced();
    }

    List<T> all() {
        return told.all();
    }

    Optional<T> named(String name) {
        return told.named(name);
    }

    /// For how long it could not be followed. The API server is heard as long as the watch stands, whether it
    /// has anything to tell or not.
    Duration silence() {
        Instant now = clock.instant();
        if (informer.isWatching()) {
            heard = now;
        }
        Duration silence = Duration.between(heard, now);
        return silence.isNegative() ? Duration.ZERO : silence;
    }

    void end() {
        informer.stop();
    }
}
