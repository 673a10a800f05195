package io.github.provenancegate.cluster;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.kubernetes.Finding;
import io.github.provenancegate.kubernetes.Gap;
import io.github.provenancegate.kubernetes.GuardCheck;
import io.github.provenancegate.kubernetes.GuardReport;
import io.github.provenancegate.kubernetes.HookConfiguration;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySource;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Looks at the webhook's own configuration, and tells of what it leaves unguarded.
///
/// @param client whose requests end within seconds
/// @param configuration name of the ValidatingWebhookConfiguration
/// @param namespaces those that are known
/// @param told hears each gap that was found, each time
public record GuardWatch(
        KubernetesClient client,
        String configuration,
        PolicySource policies,
        Supplier<List<Namespace>> namespaces,
        Consumer<Finding> told,
        InstantSource clock) {
    private static final int FORBIDDEN = 403;

    /// Looks now. Never throws: what cannot be looked at is said to be.
    ///
    /// @param served the chain that the API server is shown, its leaf first
    public GuardReport look(List<X509Certificate> served) {
        Optional<ValidatingWebhookConfiguration> found;
        try {
            found = Optional.ofNullable(client.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName(configuration)
                    .get());
        } catch (KubernetesClientException refused) {
            return GuardReport.notChecked(
                    refused.getCode() == FORBIDDEN
                            ? "the ValidatingWebhookConfiguration " + configuration
                                    + " may not be read: give this service account the right to get it"
                            : "the API server did not say what the ValidatingWebhookConfiguration " + configuration
                                    + " holds; it is asked again");
        }
        Optional<HookConfiguration> held = found.map(one ->
                HookConfiguration.read(client.getKubernetesSerialization().asJson(one)));
        List<Gap> gaps = held.map(
                        one -> new GuardCheck(policies.current(), namespaces.get(), served, clock.instant()).of(one))
                .orElseGet(() -> List.of(GuardCheck.missing(configuration)));
        gaps.forEach(gap -> told.accept(Finding.of(configuration, held.flatMap(HookConfiguration::uid), gap)));
        return new GuardReport(gaps);
    }
}
