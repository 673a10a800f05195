package io.github.provenancegate.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ReviewedObject;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The pull secrets that Pods name, read where a RoleBinding lets us read them.
///
/// The API server has already put those of the service account into a Pod that names none itself (its admission
/// plugin `ServiceAccount`), so that the Pod's own list is all there is to read. A secret is asked for only
/// when a registry wants a credential for which we have none of our own.
///
/// This asks the API server inside a review, which nothing else does: it is for whoever switched it on, waits
/// seconds at most, and what it read, a refusal too, is remembered for a minute.
public final class PullSecrets {
    private static final Logger LOG = Logger.getLogger(PullSecrets.class);

    /// How long a secret, its absence, or a refusal is remembered: a RoleBinding that was just added counts
    /// within a minute.
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /// More secrets than the Pods of a minute name; beyond it, the least used are read anew.
    private static final int SECRETS_MAX = 1024;

    /// A Pod with more has its last ones ignored: each costs a request to the API server.
    private static final int SECRETS_OF_POD_MAX = 16;

    /// RFC 1123 label: whoever calls us without the API server could write anything.
    private static final Pattern NAMESPACE = Pattern.compile("(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private static final String TYPE = "kubernetes.io/dockerconfigjson";
    private static final String KEY = ".dockerconfigjson";

    private final KubernetesClient client;
    private final Cache<Name, Slot> slots;

    /// @param client whose requests end within seconds
    /// @param nanoTime a monotonic clock in nanoseconds
    public PullSecrets(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.slots = Caffeine.newBuilder()
                .maximumSize(SECRETS_MAX)
                .expireAfterWrite(REMEMBERED)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    private record Name(String namespace, String secret) {
        @Override
        public String toString() {
            return namespace + "/" + secret;
        }
    }

    /// @param secret empty when there is none that we may use
    private record Reading(Optional<PullSecret> secret) {}

    /// What is known of one secret; whoever comes while it is being read waits for that answer.
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Reading reading;
    }

    /// On whose behalf images of this request are asked about.
    public Asker askerOf(AdmissionRequest request) {
        List<String> names = request.object().map(ReviewedObject::pullSecrets).orElse(List.of()).stream()
                .distinct()
                .limit(SECRETS_OF_POD_MAX)
                .toList();
        Optional<String> namespace =
                request.namespace().filter(name -> NAMESPACE.matcher(name).matches());
        if (names.isEmpty() || namespace.isEmpty()) {
            return Asker.OURSELVES;
        }
        List<Name> secrets =
                names.stream().map(name -> new Name(namespace.get(), name)).toList();
        return new Asker(
                namespace.get() + "/" + String.join(",", names),
                (repository, inquiry) -> credential(secrets, repository, inquiry));
    }

    private Optional<Credential> credential(List<Name> secrets, Repository repository, Inquiry inquiry) {
        for (Name secret : secrets) {
            Optional<Credential> credential = secret(secret, inquiry).flatMap(read -> read.credentialFor(repository));
            if (credential.isPresent()) {
                return credential;
            }
        }
        return Optional.empty();
    }

    private Optional<PullSecret> secret(Name name, Inquiry inquiry) {
        Slot slot = slots.get(name, _ -> new Slot());
        inquiry.deadline().lock(slot.lock, "waiting for the pull secret " + name);
        try {
            Reading known = slot.reading;
            if (known == null) {
                known = new Reading(ask(name));
                slot.reading = known;
            }
            return known.secret();
        } finally {
            slot.lock.unlock();
        }
    }

    private Optional<PullSecret> ask(Name name) {
        Secret secret;
        try {
            secret = client.secrets()
                    .inNamespace(name.namespace())
                    .withName(name.secret())
                    .get();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == 403) {
                LOG.infof("the pull secret %s is not used: no RoleBinding lets us read it", name);
                return Optional.empty();
            }
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    "the API server did not tell the pull secret " + name + " that the Pod names ("
                            + (refused.getCode() > 0 ? "HTTP " + refused.getCode() : "it could not be reached") + ")",
                    refused);
        }
        if (secret == null) {
            LOG.infof("the pull secret %s does not exist", name);
            return Optional.empty();
        }
        Optional<PullSecret> read = content(secret).flatMap(PullSecret::parse);
        if (read.isEmpty()) {
            LOG.warnf("the pull secret %s is not used: it is no readable %s", name, TYPE);
        }
        return read;
    }

    private static Optional<byte[]> content(Secret secret) {
        Map<String, String> data = secret.getData();
        if (!TYPE.equals(secret.getType()) || data == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(data.get(KEY)).map(Base64.getDecoder()::decode);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
