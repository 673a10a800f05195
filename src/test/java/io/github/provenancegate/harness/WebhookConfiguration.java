package io.github.provenancegate.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// A ValidatingWebhookConfiguration that sends Pods and their ephemeral containers to one webhook.
///
/// It stands in for the one that the chart installs; only the namespaces named here are asked about, so that tests
/// on one control plane stay apart.
///
/// @param webhook its name, which `kubectl` prints in a denial
/// @param url where it answers; the API server adds `?timeout=…s`
/// @param authorityPem the `caBundle`, as PEM text
/// @param failurePolicy `Fail` or `Ignore`: what a failed call means
/// @param timeout whole seconds, 1 to 30
/// @param namespaces the only ones asked about
public record WebhookConfiguration(
        String webhook, URI url, String authorityPem, String failurePolicy, Duration timeout, List<String> namespaces) {
    private static final String COLLECTION = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    /// The second webhook's name, which the API server's refusal of the probe holds.
    private static final String PROBED = "acting.harness.provenance-gate.github.io";

    /// The API server reads configurations from a watch; this is how long that may take on a busy machine.
    private static final Duration ACTIVE_MAX = Duration.ofSeconds(60);

    public WebhookConfiguration {
        if (namespaces.isEmpty()) {
            throw new IllegalArgumentException("name at least one namespace");
        }
        namespaces = List.copyOf(namespaces);
    }

    /// A configuration under which a failed call denies.
    public static WebhookConfiguration failing(URI url, TestCertificates certificates, String... namespaces) {
        return new WebhookConfiguration(
                "verify.provenance-gate.github.io",
                url,
                certificates.authorityPem(),
                "Fail",
                Duration.ofSeconds(10),
                List.of(namespaces));
    }

    public WebhookConfiguration withFailurePolicy(String other) {
        return new WebhookConfiguration(webhook, url, authorityPem, other, timeout, namespaces);
    }

    public WebhookConfiguration withTimeout(Duration other) {
        return new WebhookConfiguration(webhook, url, authorityPem, failurePolicy, other, namespaces);
    }

    /// A configuration in force; closing it takes it out of force.
    public interface Installed extends AutoCloseable {
        @Override
        void close();
    }

    /// Creates the configuration and waits until the API server acts on it.
    public Installed installOn(ControlPlane controlPlane) {
        var api = controlPlane.api();
        var name = "provenance-gate-" + UUID.randomUUID();
        api.create(COLLECTION, document(name)).expectSuccess();
        awaitActing(api, name, Acting.YES);
        return () -> {
            api.delete(COLLECTION + "/" + name).expectSuccess();
            awaitActing(api, name, Acting.NO);
        };
    }

    private enum Acting {
        YES,
        NO
    }

    /// The second webhook below refuses a ConfigMap of the configuration's name, by never answering: as long as a dry
    /// run of creating one is refused, the API server acts on the configuration.
    private void awaitActing(KubernetesApi api, String name, Acting wanted) {
        var path = "/api/v1/namespaces/%s/configmaps?dryRun=All".formatted(namespaces.getFirst());
        var probe = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}}".formatted(name);
        Await.until(
                "the API server acts on the webhook configuration: " + wanted,
                ACTIVE_MAX,
                () -> api.create(path, probe).message().contains(PROBED) == (wanted == Acting.YES));
    }

    private String document(String name) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                - name: %2$s
                  clientConfig: {url: "%3$s", caBundle: "%4$s"}
                  failurePolicy: %5$s
                  timeoutSeconds: %6$d
                  sideEffects: NoneOnDryRun
                  admissionReviewVersions: [v1]
                  matchPolicy: Equivalent
                  rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods], scope: Namespaced}
                  - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods/ephemeralcontainers], scope: Namespaced}
                  namespaceSelector:
                    matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [%7$s]}]
                - name: %8$s
                  clientConfig: {url: "https://127.0.0.1:1/"}
                  failurePolicy: Fail
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps], scope: Namespaced}
                  matchConditions: [{name: probe, expression: "object.metadata.name == '%1$s'"}]
                """.formatted(
                        name,
                        webhook,
                        url,
                        Base64.getEncoder().encodeToString(authorityPem.getBytes(UTF_8)),
                        failurePolicy,
                        timeout.toSeconds(),
                        String.join(", ", namespaces),
                        PROBED);
    }
}
