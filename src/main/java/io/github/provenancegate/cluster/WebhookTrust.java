package io.github.provenancegate.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.provenancegate.kubernetes.CertificateRotation.Bundles;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Whom the API server believes when it calls us: the `caBundle` of each webhook in the configurations of our
/// name.
public final class WebhookTrust {
    private static final Logger LOG = Logger.getLogger(WebhookTrust.class);

    private final KubernetesClient client;
    private final Optional<String> name;

    /// @param client whose requests end within seconds
    /// @param name of the validating and of the mutating webhook configuration; empty: somebody else sees to them
    public WebhookTrust(KubernetesClient client, Optional<String> name) {
        this.client = client;
        this.name = name;
    }

    /// Puts these authorities into every webhook that has others. A configuration that does not exist needs
    /// none.
    ///
    /// @param bundle PEM
    /// @return whether all had them already
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer or allow
    Bundles ensure(String bundle) {
        if (name.isEmpty()) {
            return Bundles.IN_PLACE;
        }
        String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(US_ASCII));
        var admission = client.admissionRegistration().v1();
        Bundles validating = ensure(
                admission.validatingWebhookConfigurations().withName(name.get()), WebhookTrust::ofValidating, encoded);
        Bundles mutating = ensure(
                admission.mutatingWebhookConfigurations().withName(name.get()), WebhookTrust::ofMutating, encoded);
        return validating == Bundles.IN_PLACE && mutating == Bundles.IN_PLACE ? Bundles.IN_PLACE : Bundles.NOT_YET;
    }

    /// The webhooks of a configuration, by name.
    private interface Webhooks<T> {
        Map<String, WebhookClientConfig> of(T configuration);
    }

    private static <T extends HasMetadata> Bundles ensure(Resource<T> resource, Webhooks<T> webhooks, String encoded) {
        T configuration = resource.get();
        if (configuration == null) {
            return Bundles.IN_PLACE;
        }
        String others = webhooks.of(configuration).entrySet().stream()
                .filter(one -> !Objects.equals(encoded, one.getValue().getCaBundle()))
                .map(one -> "{\"name\":\"" + one.getKey() + "\",\"clientConfig\":{\"caBundle\":\"" + encoded + "\"}}")
                .collect(Collectors.joining(","));
        if (others.isEmpty()) {
            return Bundles.IN_PLACE;
        }
        LOG.infof(
                "putting the authorities of our certificate into the %s %s",
                configuration.getKind(), configuration.getMetadata().getName());
        resource.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"webhooks\":[" + others + "]}");
        return Bundles.NOT_YET;
    }

    private static Map<String, WebhookClientConfig> ofValidating(ValidatingWebhookConfiguration configuration) {
        Map<String, WebhookClientConfig> all = new LinkedHashMap<>();
        for (ValidatingWebhook one : configuration.getWebhooks()) {
            all.put(one.getName(), one.getClientConfig());
        }
        return all;
    }

    private static Map<String, WebhookClientConfig> ofMutating(MutatingWebhookConfiguration configuration) {
        Map<String, WebhookClientConfig> all = new LinkedHashMap<>();
        for (MutatingWebhook one : configuration.getWebhooks()) {
            all.put(one.getName(), one.getClientConfig());
        }
        return all;
    }
}
