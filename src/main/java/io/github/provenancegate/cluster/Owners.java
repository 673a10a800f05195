package io.github.provenancegate.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.kubernetes.Finding.Subject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What a person would describe: a Deployment makes its Pods through a ReplicaSet, a CronJob through a Job.
final class Owners {
    private static final Logger LOG = Logger.getLogger(Owners.class);

    /// An owner's owner does not change.
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int OWNERS_MAX = 4096;

    private final KubernetesClient client;
    private final Cache<Place, Optional<Subject>> remembered;

    private record Place(String namespace, Subject owner) {}

    Owners(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(OWNERS_MAX)
                .expireAfterWrite(REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /// The owner's own controller; empty when there is none, or it could not be asked for.
    Optional<Subject> ownerOf(String namespace, Subject owner) {
        Place place = new Place(namespace, owner);
        Optional<Subject> known = remembered.getIfPresent(place);
        if (known != null) {
            return known;
        }
        try {
            Optional<Subject> found = Optional.ofNullable(fetch(namespace, owner))
                    // whoever creates a Pod writes its owner references: only the very object counts
                    .filter(object -> owner.uid()
                            .filter(object.getMetadata().getUid()::equals)
                            .isPresent())
                    .flatMap(Owners::controller);
            remembered.put(place, found);
            return found;
        } catch (KubernetesClientException refused) {
            LOG.debugf(refused, "the owner of %s %s is not known", owner.kind(), owner.name());
            return Optional.empty();
        }
    }

    private @Nullable HasMetadata fetch(String namespace, Subject owner) {
        return switch (owner.apiVersion() + " " + owner.kind()) {
            case "apps/v1 ReplicaSet" ->
                client.apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .withName(owner.name())
                        .get();
            case "batch/v1 Job" ->
                client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(owner.name())
                        .get();
            default -> null;
        };
    }

    private static Optional<Subject> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst()
                .map(Owners::subject);
    }

    static Subject subject(OwnerReference reference) {
        return new Subject(
                reference.getApiVersion(),
                reference.getKind(),
                reference.getName(),
                Optional.ofNullable(reference.getUid()));
    }
}
