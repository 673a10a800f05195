package io.github.provenancegate.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.ClusterPolicies;
import io.github.provenancegate.policy.NamespaceSource;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.policy.PolicyWatch;
import java.time.InstantSource;
import java.util.Optional;

/// Where the webhook's policies come from: files that were read once, or a cluster that is followed.
///
/// @param cluster the same as the others, where they are its
record ServedPolicies(
        PolicySource source, NamespaceSource namespaces, PolicyWatch watch, Optional<ClusterPolicies> cluster) {
    static ServedPolicies ofFile(PolicySet policies) {
        return new ServedPolicies(() -> policies, NamespaceSource.UNKNOWN, PolicyWatch.NOTHING, Optional.empty());
    }

    /// @throws RefusedException when neither a kubeconfig nor a service account names a cluster
    static void requireCluster() {
        if (!ClusterClient.isNamed()) {
            throw new RefusedException("no policy says what to admit: name one with " + Setting.POLICY.option()
                    + " F, or a cluster that holds policies with KUBECONFIG, or run in one");
        }
    }

    /// @throws RefusedException when a setting wants a cluster and none is named
    static void requireClusterFor(Setting setting) {
        if (!ClusterClient.isNamed()) {
            throw new RefusedException(setting.option()
                    + ": there is no cluster to ask: name one with KUBECONFIG, run in one, or leave it out");
        }
    }

    /// The cluster of the kubeconfig, else of the service account; nothing is asked yet.
    ///
    /// @throws RefusedException when its description cannot be used
    static ServedPolicies ofCluster(Settings settings, Surroundings surroundings) {
        ClusterPolicies cluster = new ClusterPolicies(
                client(),
                Assembly.policyDocuments(settings),
                settings.unmatched(),
                replica(settings, surroundings),
                InstantSource.system());
        return new ServedPolicies(cluster, cluster, cluster, Optional.of(cluster));
    }

    private static KubernetesClient client() {
        try {
            return ClusterClient.ofWatches();
        } catch (KubernetesClientException refused) {
            throw new RefusedException("the cluster of the kubeconfig cannot be used: " + refused.getMessage());
        }
    }

    /// What tells this process from the others.
    static String replica(Settings settings, Surroundings surroundings) {
        return settings.serving().replica().orElseGet(() -> host(surroundings));
    }

    /// In a Pod that is the Pod's name.
    private static String host(Surroundings surroundings) {
        String host = surroundings.environment().getOrDefault("HOSTNAME", "");
        return Settings.isReplica(host) ? host : "provgate";
    }
}
