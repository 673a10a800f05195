package io.github.provenancegate.kubernetes;

import java.util.Map;
import java.util.Set;

/// What is known of an object that may run images.
enum WorkloadKind {
    /// One of Kubernetes' own: every container must name its image.
    BUILT_IN,
    /// Somebody's resource, which may leave in its templates what it fills in itself.
    CUSTOM;

    private static final Map<String, Set<String>> BUILT_IN_KINDS = Map.of(
            "v1", Set.of("Pod", "PodTemplate", "ReplicationController"),
            "apps/v1", Set.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"),
            "batch/v1", Set.of("Job", "CronJob"));

    static WorkloadKind of(String apiVersion, String kind) {
        return BUILT_IN_KINDS.getOrDefault(apiVersion, Set.of()).contains(kind) ? BUILT_IN : CUSTOM;
    }
}
