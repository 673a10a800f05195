package io.github.provenancegate.harness;

import java.time.Duration;

/// Tells whether an API server acts on a webhook configuration, which it reads from a watch.
///
/// The configuration holds a second webhook that refuses one ConfigMap, by never answering: as long as a dry
/// run of creating it is refused, the API server acts.
final class ActingProbe {
    /// The second webhook's name, which the API server's refusal holds.
    private static final String NAME = "acting.harness.provenance-gate.github.io";

    /// On a busy machine.
    private static final Duration ACTIVE_MAX = Duration.ofSeconds(60);

    private ActingProbe() {}

    enum Acting {
        YES,
        NO
    }

    /// The second webhook, as YAML in one line.
    ///
    /// @param configuration the configuration's name, which no other has
    static String webhook(String configuration) {
        return """
                {name: %s, clientConfig: {url: "https://127.0.0.1:1/"}, failurePolicy: Fail, sideEffects: None,\
                 admissionReviewVersions: [v1],\
                 rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps], scope: Namespaced}],\
                 matchConditions: [{name: probe, expression: "object.metadata.name == '%s'"}]}\
                """.formatted(NAME, configuration);
    }

    static void await(KubernetesApi api, String namespace, String configuration, Acting wanted) {
        var path = "/api/v1/namespaces/%s/configmaps?dryRun=All".formatted(namespace);
        var probe = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}}".formatted(configuration);
        Await.until(
                "the API server acts on the webhook configuration: " + wanted,
                ACTIVE_MAX,
                () -> api.create(path, probe).message().contains(NAME) == (wanted == Acting.YES));
    }
}
