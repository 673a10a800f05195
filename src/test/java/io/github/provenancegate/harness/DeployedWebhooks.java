package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.provenancegate.harness.ActingProbe.Acting;
import io.github.provenancegate.harness.WebhookConfiguration.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// The hooks that the chart renders, as they are but for where they lead (a process of the test), for the
/// namespaces that are asked about, and for `verify`, which fails closed.
///
/// @param hooks the names of the webhooks, up to the first dot; the others are left out
/// @param namespaces the only ones asked about
public record DeployedWebhooks(List<String> hooks, List<String> namespaces) {
    public static final String VERIFY = "verify";
    public static final String WARN = "warn";
    public static final String PIN = "pin";

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    public DeployedWebhooks {
        hooks = List.copyOf(hooks);
        namespaces = List.copyOf(namespaces);
    }

    /// Creates the configurations and waits until the API server acts on them.
    public Installed installOn(ControlPlane plane, ProvgateProcess process) {
        List<Installed> installed = new ArrayList<>();
        for (ObjectNode document : documents()) {
            if (keepOnly(document, process) > 0) {
                installed.addFirst(install(plane.api(), document));
            }
        }
        return () -> installed.forEach(Installed::close);
    }

    private Installed install(KubernetesApi api, ObjectNode document) {
        var name = "provenance-gate-" + UUID.randomUUID();
        document.withObject("metadata").put("name", name);
        var collection = "/apis/admissionregistration.k8s.io/v1/"
                + document.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
        document.withArray("webhooks").add(parse(ActingProbe.webhook(name)));
        api.create(collection, document.toString()).expectSuccess();
        ActingProbe.await(api, namespaces.getFirst(), name, Acting.YES);
        return () -> {
            api.delete(collection + "/" + name).expectSuccess();
            ActingProbe.await(api, namespaces.getFirst(), name, Acting.NO);
        };
    }

    /// @return how many webhooks are left
    private int keepOnly(ObjectNode document, ProvgateProcess process) {
        var webhooks = document.withArray("webhooks");
        for (int i = webhooks.size() - 1; i >= 0; i--) {
            var webhook = (ObjectNode) webhooks.get(i);
            var hook = webhook.path("name").asText().split("\\.", 2)[0];
            if (hooks.contains(hook)) {
                lead(webhook, process);
                if (hook.equals(VERIFY)) {
                    webhook.put("failurePolicy", "Fail");
                }
            } else {
                webhooks.remove(i);
            }
        }
        return webhooks.size();
    }

    private void lead(ObjectNode webhook, ProvgateProcess process) {
        URI url = process.https(webhook.at("/clientConfig/service/path").asText());
        byte[] authority = process.certificates().authorityPem().getBytes(StandardCharsets.UTF_8);
        webhook.putObject("clientConfig")
                .put("url", url.toString())
                .put("caBundle", Base64.getEncoder().encodeToString(authority));
        webhook.withObject("namespaceSelector")
                .withArray("matchExpressions")
                .add(parse("{key: kubernetes.io/metadata.name, operator: In, values: [" + String.join(", ", namespaces)
                        + "]}"));
    }

    private static List<ObjectNode> documents() {
        try (var folder = TemporaryFolder.create("webhooks");
                var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(rendered(folder.path()))) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rendered(Path home) {
        return Helm.withoutCluster(GoTool.HELM, home)
                .template(
                        "provenance-gate",
                        "--set",
                        "webhook.warn.enabled=true,webhook.mutate.enabled=true",
                        "--show-only",
                        "templates/webhooks.yaml");
    }

    private static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
