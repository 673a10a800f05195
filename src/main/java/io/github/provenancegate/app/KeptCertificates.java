package io.github.provenancegate.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.ServingSecret;
import io.github.provenancegate.cluster.WebhookTrust;
import io.github.provenancegate.kubernetes.CertificateMint;
import io.github.provenancegate.kubernetes.CertificateRotation;
import io.github.provenancegate.kubernetes.Mend;
import io.github.provenancegate.kubernetes.ServingPair;
import io.github.provenancegate.webhook.CertificateSource;
import io.github.provenancegate.webhook.ServedKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The certificate that replicas keep in a Secret, for the webhook; there is one before anything is served.
final class KeptCertificates implements CertificateSource {
    /// A Pod may start before its API server answers, or before its rights are there.
    private static final Duration FIRST_LOOK_MAX = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ServingSecret secret;
    private final Queue<Mend> mends;
    private volatile ServedKey current;

    private KeptCertificates(ServingSecret secret, Queue<Mend> mends, ServedKey current) {
        this.secret = secret;
        this.mends = mends;
        this.current = current;
    }

    /// Reads the Secret, or makes it.
    ///
    /// @throws RefusedException when the API server does not answer or does not allow it
    static KeptCertificates open(CertificateSettings.Kept kept) {
        ServedPolicies.requireClusterFor(Setting.TLS_SECRET);
        Queue<Mend> mends = new ConcurrentLinkedQueue<>();
        ServingSecret secret = secret(kept, mends);
        long start = System.nanoTime();
        while (true) {
            try {
                return new KeptCertificates(secret, mends, served(secret.look()));
            } catch (KubernetesClientException refused) {
                if (System.nanoTime() - start > FIRST_LOOK_MAX.toNanos()) {
                    throw new RefusedException(Setting.TLS_SECRET.option() + ": the Secret " + kept.secret()
                            + " can neither be read nor made: " + refused.getMessage());
                }
                pause();
            }
        }
    }

    private static ServingSecret secret(CertificateSettings.Kept kept, Queue<Mend> mends) {
        try {
            KubernetesClient client = ClusterClient.ofReviews();
            return new ServingSecret(
                    client,
                    kept.secret(),
                    new CertificateRotation(new CertificateMint(new SecureRandom()), kept.hosts()),
                    new WebhookTrust(client, kept.configuration(), mends::add),
                    mends::add,
                    InstantSource.system());
        } catch (KubernetesClientException refused) {
            throw new RefusedException("the cluster of the kubeconfig cannot be used: " + refused.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RefusedException("stopped before it had a certificate");
        }
    }

    @Override
    public ServedKey look() {
        current = served(secret.look());
        return current;
    }

    @Override
    public ServedKey current() {
        return current;
    }

    @Override
    public List<Mend> mended() {
        List<Mend> taken = new ArrayList<>();
        for (Mend mend = mends.poll(); mend != null; mend = mends.poll()) {
            taken.add(mend);
        }
        return taken;
    }

    /// The authority is known to whoever calls; the chain does without it.
    private static ServedKey served(ServingPair pair) {
        return new ServedKey(List.of(pair.leaf()), pair.key());
    }
}
