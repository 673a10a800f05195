package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Optional;

/// Ways to the API server of the kubeconfig (`KUBECONFIG`, else `~/.kube/config`), else of the service account
/// that the process runs as.
public final class ClusterClient {
    /// The API server answers a read of one object in milliseconds; a review that waits for one has seconds in
    /// all.
    private static final Duration REQUEST_MAX = Duration.ofSeconds(2);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

    /// All namespaces of a large cluster are megabytes, and nobody waits for them.
    private static final Duration LIST_MAX = Duration.ofSeconds(30);

    private ClusterClient() {}

    /// Whether a kubeconfig or a service account names a cluster. Where neither does, the client would take a
    /// guess.
    public static boolean isNamed() {
        Config config = Config.autoConfigure(null);
        return config.getCurrentContext() != null || config.getAutoOAuthToken() != null;
    }

    /// A client for requests inside a review: quick or not at all.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException when there is no cluster to ask
    public static KubernetesClient ofReviews() {
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withRequestTimeout(Math.toIntExact(REQUEST_MAX.toMillis()))
                .withConnectionTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// A client that follows resources, and writes now and then what it makes of them.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException when there is no cluster to ask
    public static KubernetesClient ofWatches() {
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withRequestTimeout(Math.toIntExact(LIST_MAX.toMillis()))
                .withConnectionTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// A client that lists, for somebody who waits.
    ///
    /// @param context of the kubeconfig; its current one where it is empty
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException when there is no such cluster
    public static KubernetesClient ofLists(Optional<String> context) {
        Config named = Config.autoConfigure(context.orElse(null));
        Config config = new ConfigBuilder(named)
                .withRequestTimeout(Math.toIntExact(LIST_MAX.toMillis()))
                .withConnectionTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /// Whether the kubeconfig has a context of this name.
    public static boolean hasContext(String name) {
        return Config.autoConfigure(null).getContexts().stream()
                .anyMatch(context -> context.getName().equals(name));
    }
}
