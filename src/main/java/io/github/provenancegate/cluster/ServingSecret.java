package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.kubernetes.CertificateRotation;
import io.github.provenancegate.kubernetes.CertificateRotation.Bundles;
import io.github.provenancegate.kubernetes.CertificateSecret;
import io.github.provenancegate.kubernetes.CertificateSecretRefusedException;
import io.github.provenancegate.kubernetes.ServingPair;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The serving certificate as all replicas share it: in one Secret, which whoever comes first makes and whoever
/// sees that it is time moves on. There is no leader: each write says which version it is about, and who is
/// late reads again.
///
/// Each look also puts the authorities of the Secret into our own webhook configurations, so that they are back
/// within seconds when somebody takes them out.
public final class ServingSecret {
    private static final Logger LOG = Logger.getLogger(ServingSecret.class);

    private static final int CONFLICT = 409;

    /// Of several replicas that write at the same time each round lets one win; nobody needs as many.
    private static final int ROUNDS_MAX = 10;

    private final KubernetesClient client;
    private final Name name;
    private final CertificateRotation rotation;
    private final WebhookTrust trust;
    private final InstantSource clock;
    private @Nullable CertificateSecret held;

    /// @param client whose requests end within seconds
    /// @param trust our own webhook configurations
    public ServingSecret(
            KubernetesClient client, Name name, CertificateRotation rotation, WebhookTrust trust, InstantSource clock) {
        this.client = client;
        this.name = name;
        this.rotation = rotation;
        this.trust = trust;
        this.clock = clock;
    }

    /// Where a Secret is.
    public record Name(String namespace, String secret) {
        /// RFC 1123 label, `/`, RFC 1123 subdomain.
        private static final Pattern FORM = Pattern.compile(
                "(?<namespace>[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)/(?<secret>[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)");

        /// Reads `NAMESPACE/NAME`; empty where the text is something else.
        public static Optional<Name> parse(String text) {
            var parts = FORM.matcher(text);
            return parts.matches()
                    ? Optional.of(new Name(parts.group("namespace"), parts.group("secret")))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return namespace + "/" + secret;
        }
    }

    /// Reads the Secret, makes it or moves it on where that is due, and sees to the webhook configurations.
    ///
    /// @return what is to be served from now on
    /// @throws KubernetesClientException when the API server does not answer, or allows it not
    public synchronized ServingPair look() {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Optional<CertificateSecret> agreed = round();
            if (agreed.isPresent()) {
                CertificateSecret now = agreed.get();
                if (held == null || !held.serving().equals(now.serving())) {
                    LOG.infof("the Secret %s holds the %s", name, now.serving());
                }
                held = now;
                return now.serving();
            }
        }
        throw new KubernetesClientException("the Secret " + name + " was changed by others each time it was written");
    }

    /// One attempt; empty when another replica was quicker.
    private Optional<CertificateSecret> round() {
        Secret there = client.secrets()
                .inNamespace(name.namespace())
                .withName(name.secret())
                .get();
        if (there == null) {
            CertificateSecret made = first();
            return written(() -> client.resource(document(null, made)).create(), made);
        }
        Optional<CertificateSecret> read = read(there);
        if (read.isEmpty()) {
            CertificateSecret made = first();
            return written(() -> client.resource(document(there, made)).update(), made);
        }
        CertificateSecret secret = read.get();
        Bundles bundles = trust.ensure(secret.bundle());
        Optional<CertificateSecret> next = rotation.next(secret, bundles, clock.instant());
        return next.isEmpty()
                ? Optional.of(secret)
                : written(() -> client.resource(document(there, next.get())).update(), next.get());
    }

    private CertificateSecret first() {
        return held == null ? rotation.begin(clock.instant()) : rotation.restore(held, clock.instant());
    }

    private Optional<CertificateSecret> read(Secret there) {
        try {
            return Optional.of(
                    CertificateSecret.parse(Optional.ofNullable(there.getData()).orElse(Map.of())));
        } catch (CertificateSecretRefusedException refused) {
            LOG.errorf("the Secret %s cannot be used and is written anew: %s", name, refused.getMessage());
            return Optional.empty();
        }
    }

    /// The configurations come after the Secret: what only this replica knows of, none of them is to trust.
    private Optional<CertificateSecret> written(Runnable write, CertificateSecret secret) {
        try {
            write.run();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == CONFLICT) {
                return Optional.empty();
            }
            throw refused;
        }
        LOG.infof("wrote the Secret %s: %s", name, secret);
        trust.ensure(secret.bundle());
        return Optional.of(secret);
    }

    private Secret document(@Nullable Secret before, CertificateSecret secret) {
        return new SecretBuilder()
                .withMetadata(
                        before == null
                                ? new ObjectMetaBuilder()
                                        .withNamespace(name.namespace())
                                        .withName(name.secret())
                                        .build()
                                : before.getMetadata())
                .withType(before == null ? "kubernetes.io/tls" : before.getType())
                .withData(secret.data())
                .build();
    }
}
