package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;

/// Ways to the API server of the kubeconfig (`KUBECONFIG`, else `~/.kube/config`), else of the service account
/// that the process runs as.
public final class ClusterClient {
    /// The API server answers a read of one object in milliseconds; a review that waits for one has seconds in
    /// all.
    private static final Duration REQUEST_MAX = Duration.ofSeconds(2);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

    private ClusterClient() {}

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
}
