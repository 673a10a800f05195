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
import io.github.provenancegate.kubernetes.Mend;
import io.github.provenancegate.kubernetes.ServingPair;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final Consumer<Mend> told;
    private final InstantSource clock;
    private @Nullable CertificateSecret held;

    /// @param client whose requests end within seconds
    /// @param trust our own webhook configurations
    /// @param told hears it when the Secret had been taken away or spoilt, and was written anew
    public ServingSecret(
            KubernetesClient client,
            Name name,
            CertificateRotation rotation,
            WebhookTrust trust,
            Consumer<Mend> told,
            InstantSource clock) {
        this.client = client;
        this.name = name;
        this.rotation = rotation;
        this.trust = trust;
        this.told = told;
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

    /// One attempt; empty when somebody was quicker.
    private Optional<CertificateSecret> round() {
        // Before the Secret: another replica that moves on writes the Secret first, so that what is found here and
        // is not in the Secret is nobody's next step.
        WebhookTrust.Standing standing = trust.read();
        Secret there = client.secrets()
                .inNamespace(name.namespace())
                .withName(name.secret())
                .get();
        if (there == null) {
            return missing();
        }
        CertificateSecret secret;
        try {
            secret =
                    CertificateSecret.parse(Optional.ofNullable(there.getData()).orElse(Map.of()));
        } catch (CertificateSecretRefusedException refused) {
            return unusable(there, String.valueOf(refused.getMessage()));
        }
        Optional<Bundles> bundles = standing.ensure(secret.bundle());
        if (bundles.isEmpty()) {
            return Optional.empty();
        }
        Optional<CertificateSecret> next = rotation.next(secret, bundles.get(), clock.instant());
        return next.isEmpty()
                ? Optional.of(secret)
                : moved(() -> client.resource(document(there, next.get())).update(), next.get());
    }

    /// Where this replica knows of none yet, it is the first of all.
    private Optional<CertificateSecret> missing() {
        Optional<Mend> mend = Optional.ofNullable(held).map(_ -> Mend.ofMissingSecret(name.namespace(), name.secret()));
        CertificateSecret made = first();
        return made(() -> client.resource(document(null, made)).create(), made, mend);
    }

    private Optional<CertificateSecret> unusable(Secret there, String why) {
        LOG.errorf("the Secret %s cannot be used and is written anew: %s", name, why);
        CertificateSecret made = first();
        return made(
                () -> client.resource(document(there, made)).update(),
                made,
                Optional.of(Mend.ofUnusableSecret(name.namespace(), name.secret(), why)));
    }

    private CertificateSecret first() {
        return held == null ? rotation.begin(clock.instant()) : rotation.restore(held, clock.instant());
    }

    private Optional<CertificateSecret> made(Runnable write, CertificateSecret secret, Optional<Mend> mend) {
        if (!written(write, secret)) {
            return Optional.empty();
        }
        mend.ifPresent(told);
        return trust.read().begin(secret.bundle()).map(_ -> secret);
    }

    private Optional<CertificateSecret> moved(Runnable write, CertificateSecret secret) {
        return written(write, secret) ? trust.read().ensure(secret.bundle()).map(_ -> secret) : Optional.empty();
    }

    /// The configurations come after the Secret: what only this replica knows of, none of them is to trust.
    ///
    /// @return false when another replica was quicker
    private boolean written(Runnable write, CertificateSecret secret) {
        try {
            write.run();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == CONFLICT) {
                return false;
            }
            throw refused;
        }
        LOG.infof("wrote the Secret %s: %s", name, secret);
        return true;
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
