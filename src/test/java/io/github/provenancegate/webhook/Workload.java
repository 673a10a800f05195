package io.github.provenancegate.webhook;

/// The kinds that make Pods, each with one container.
enum Workload {
    DEPLOYMENT("Deployment", "apps/v1", "{replicas: 1, selector: {matchLabels: {app: NAME}}, template: POD}"),
    STATEFUL_SET(
            "StatefulSet",
            "apps/v1",
            "{serviceName: none, replicas: 1, selector: {matchLabels: {app: NAME}}, template: POD}"),
    DAEMON_SET("DaemonSet", "apps/v1", "{selector: {matchLabels: {app: NAME}}, template: POD}"),
    REPLICA_SET("ReplicaSet", "apps/v1", "{replicas: 1, selector: {matchLabels: {app: NAME}}, template: POD}"),
    REPLICATION_CONTROLLER("ReplicationController", "v1", "{replicas: 1, selector: {app: NAME}, template: POD}"),
    JOB("Job", "batch/v1", "{template: POD}"),
    CRON_JOB("CronJob", "batch/v1", "{schedule: \"0 0 1 1 *\", jobTemplate: {spec: {template: POD}}}"),
    POD_TEMPLATE("PodTemplate", "v1", "");

    private final String kind;
    private final String apiVersion;
    private final String spec;

    Workload(String kind, String apiVersion, String spec) {
        this.kind = kind;
        this.apiVersion = apiVersion;
        this.spec = spec;
    }

    String kind() {
        return kind;
    }

    /// The object as YAML.
    String yaml(String name, PodNamespace namespace, String image) {
        String policy = this == JOB || this == CRON_JOB ? "Never" : "Always";
        String pod = "{metadata: {labels: {app: NAME}}, spec: {restartPolicy: " + policy
                + ", containers: [{name: app, image: \"" + image + "\"}]}}";
        String head = "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: NAME, namespace: "
                + namespace.name() + "}\n";
        String body = this == POD_TEMPLATE ? "template: POD\n" : "spec: " + spec + "\n";
        return (head + body).replace("POD", pod).replace("NAME", name);
    }
}
