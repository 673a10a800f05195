package io.github.provenancegate.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.provenancegate.kubernetes.CertificateRotation.Bundles;
import io.github.provenancegate.kubernetes.Finding.Subject;
import io.github.provenancegate.kubernetes.KnownBundles;
import io.github.provenancegate.kubernetes.Mend;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Whom the API server believes when it calls us: the `caBundle` of each webhook in the configurations of our
/// name.
public final class WebhookTrust {
    private static final Logger LOG = Logger.getLogger(WebhookTrust.class);

    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Optional<String> name;
    private final Consumer<Mend> told;
    private final KnownBundles known = new KnownBundles();

    /// @param client whose requests end within seconds
    /// @param name of the validating and of the mutating webhook configuration; empty: somebody else sees to them
    /// @param told hears it when somebody else had changed the authorities, and they were put back
    public WebhookTrust(KubernetesClient client, Optional<String> name, Consumer<Mend> told) {
        this.client = client;
        this.name = name;
        this.told = told;
    }

    /// How the configurations stand when it is read; one that does not exist needs no authorities.
    ///
    /// @throws KubernetesClientException when the API server does not answer or allow
    Standing read() {
        var admission = client.admissionRegistration().v1();
        List<Held<?>> held = new ArrayList<>();
        name.ifPresent(own -> {
            Held.read(admission.validatingWebhookConfigurations().withName(own), WebhookTrust::ofValidating)
                    .ifPresent(held::add);
            Held.read(admission.mutatingWebhookConfigurations().withName(own), WebhookTrust::ofMutating)
                    .ifPresent(held::add);
        });
        return new Standing(held);
    }

    /// The configurations as they were read.
    final class Standing {
        private final List<Held<?>> held;

        private Standing(List<Held<?>> held) {
            this.held = held;
        }

        /// Puts these authorities into every webhook that has others, and tells where somebody else had changed them.
        ///
        /// @param bundle PEM
        /// @return whether all had them already; empty when a configuration was changed since it was read
        /// @throws KubernetesClientException when they cannot be written
        Optional<Bundles> ensure(String bundle) {
            return put(bundle, told);
        }

        /// The same behind a Secret that was just made: until all replicas know of it, what stands in a webhook may
        /// be of any of them.
        Optional<Bundles> begin(String bundle) {
            return put(bundle, _ -> {});
        }

        private Optional<Bundles> put(String bundle, Consumer<Mend> mended) {
            String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(US_ASCII));
            Bundles bundles = Bundles.IN_PLACE;
            for (Held<?> one : held) {
                Optional<Mend> mend = known.see(one.subject(), one.bundles(), encoded);
                List<String> others = one.bundles().entrySet().stream()
                        .filter(webhook -> !webhook.getValue().equals(encoded))
                        .map(Map.Entry::getKey)
                        .toList();
                if (!others.isEmpty()) {
                    if (!one.put(others, encoded)) {
                        return Optional.empty();
                    }
                    known.put(one.subject(), others, encoded);
                    mend.ifPresent(mended);
                    bundles = Bundles.NOT_YET;
                }
            }
            return Optional.of(bundles);
        }
    }

    /// The webhooks of a configuration, by name.
    private interface Webhooks<T> {
        Map<String, WebhookClientConfig> of(T configuration);
    }

    /// @param version of the configuration that was read
    /// @param bundles base64, by the webhook's name; empty where there is none
    private record Held<T extends HasMetadata>(
            Resource<T> resource, Subject subject, String version, Map<String, String> bundles) {
        static <T extends HasMetadata> Optional<Held<T>> read(Resource<T> resource, Webhooks<T> webhooks) {
            return Optional.ofNullable(resource.get()).map(configuration -> {
                Map<String, String> bundles = new LinkedHashMap<>();
                webhooks.of(configuration)
                        .forEach((name, one) -> bundles.put(
                                name, Optional.ofNullable(one.getCaBundle()).orElse("")));
                return new Held<>(
                        resource,
                        subject(configuration),
                        configuration.getMetadata().getResourceVersion(),
                        bundles);
            });
        }

        private static Subject subject(HasMetadata configuration) {
            return new Subject(
                    configuration.getApiVersion(),
                    configuration.getKind(),
                    configuration.getMetadata().getName(),
                    Optional.ofNullable(configuration.getMetadata().getUid()));
        }

        /// Of several replicas that see the same one mends it: the version keeps the others away.
        ///
        /// @return false when somebody was quicker
        boolean put(List<String> webhooks, String encoded) {
            String patched = webhooks.stream()
                    .map(webhook ->
                            "{\"name\":\"" + webhook + "\",\"clientConfig\":{\"caBundle\":\"" + encoded + "\"}}")
                    .collect(Collectors.joining(","));
            try {
                resource.patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"webhooks\":[" + patched + "]}");
            } catch (KubernetesClientException refused) {
                if (refused.getCode() == CONFLICT) {
                    return false;
                }
                throw refused;
            }
            LOG.infof("put the authorities of our certificate into the %s %s", subject.kind(), subject.name());
            return true;
        }
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
