package io.github.provenancegate.kubernetes;

import java.util.Optional;

/// Where an object holds the `spec` of the Pods that it is or makes.
enum PodPlace {
    /// A Pod.
    ITSELF("spec"),
    TEMPLATE("spec.template.spec"),
    /// A CronJob makes Jobs, which make Pods.
    JOB_TEMPLATE("spec.jobTemplate.spec.template.spec"),
    /// A PodTemplate is nothing but one.
    POD_TEMPLATE("template.spec");

    private final String path;

    PodPlace(String path) {
        this.path = path;
    }

    /// The place in objects of a kind; empty for kinds that are not known to make Pods.
    static Optional<PodPlace> of(String apiVersion, String kind) {
        return switch (apiVersion + " " + kind) {
            case "v1 Pod" -> Optional.of(ITSELF);
            case "apps/v1 Deployment",
                    "apps/v1 StatefulSet",
                    "apps/v1 DaemonSet",
                    "apps/v1 ReplicaSet",
                    "v1 ReplicationController",
                    "batch/v1 Job" -> Optional.of(TEMPLATE);
            case "batch/v1 CronJob" -> Optional.of(JOB_TEMPLATE);
            case "v1 PodTemplate" -> Optional.of(POD_TEMPLATE);
            default -> Optional.empty();
        };
    }

    /// Such as `spec.template.spec`.
    String path() {
        return path;
    }
}
