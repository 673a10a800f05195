package io.github.provenancegate.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.provenancegate.harness.ActingProbe.Acting;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// A ValidatingWebhookConfiguration that sends Pods and their ephemeral containers to one webhook.
///
/// It stands in for the one that the chart installs; only the namespaces named here are asked about, so that
/// tests on one control plane stay apart.
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
        ActingProbe.await(api, namespaces.getFirst(), name, Acting.YES);
        return () -> {
            api.delete(COLLECTION + "/" + name).expectSuccess();
            ActingProbe.await(api, namespaces.getFirst(), name, Acting.NO);
        };
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
                - %8$s
                """.formatted(
                        name,
                        webhook,
                        url,
                        Base64.getEncoder().encodeToString(authorityPem.getBytes(UTF_8)),
                        failurePolicy,
                        timeout.toSeconds(),
                        String.join(", ", namespaces),
                        ActingProbe.webhook(name));
    }
}
