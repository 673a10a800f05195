package io.github.provenancegate.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What a ValidatingWebhookConfiguration (`admissionregistration.k8s.io/v1`) says of the hooks that call
/// `/validate`.
///
/// @param hooks in its order
public record HookConfiguration(String name, Optional<String> uid, List<Hook> hooks) {
    /// Where Pods are reviewed.
    static final String PATH = "/validate";

    private static final JsonMapper MAPPER = new JsonMapper();

    /// The API server's own default.
    private static final int TIMEOUT_SECONDS = 10;

    public HookConfiguration {
        hooks = List.copyOf(hooks);
    }

    /// One hook.
    ///
    /// @param host whose name the API server wants to find in the certificate
    /// @param service the namespace of the Service that is called; empty where a URL is
    /// @param authorities of its `caBundle`; empty where it holds none
    /// @param objects what labels a Pod must have
    record Hook(
            String name,
            Optional<String> host,
            Optional<String> service,
            List<X509Certificate> authorities,
            String failurePolicy,
            String matchPolicy,
            int timeoutSeconds,
            LabelSelector namespaces,
            LabelSelector objects,
            List<Rule> rules) {}

    /// One rule of a hook; `*` stands for any.
    record Rule(
            List<String> groups, List<String> versions, List<String> operations, List<String> resources, String scope) {
        /// Whether it sends this operation on a resource of the core group, version v1.
        boolean sends(String operation, String resource) {
            boolean subResource = resource.contains("/");
            return has(groups, "")
                    && has(versions, "v1")
                    && has(operations, operation)
                    && (resources.contains(resource)
                            || resources.contains("*/*")
                            || (subResource ? hasPart(resource) : resources.contains("*")))
                    && !scope.equals("Cluster");
        }

        private boolean hasPart(String resource) {
            String[] parts = resource.split("/", 2);
            return resources.contains(parts[0] + "/*") || resources.contains("*/" + parts[1]);
        }

        private static boolean has(List<String> texts, String wanted) {
            return texts.contains("*") || texts.contains(wanted);
        }
    }

    /// Reads the document.
    ///
    /// @param json as the API server holds it, with its defaults
    /// @throws IllegalArgumentException when it is no JSON
    public static HookConfiguration read(String json) {
        try {
            JsonNode document = MAPPER.readTree(json);
            return new HookConfiguration(
                    document.at("/metadata/name").asText(),
                    text(document.at("/metadata/uid")),
                    StreamSupport.stream(document.path("webhooks").spliterator(), false)
                            .filter(hook -> PATH.equals(path(hook)))
                            .map(HookConfiguration::hook)
                            .toList());
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("no JSON", malformed);
        }
    }

    private static Hook hook(JsonNode hook) {
        JsonNode service = hook.at("/clientConfig/service");
        Optional<String> namespace = text(service.path("namespace"));
        return new Hook(
                hook.path("name").asText(),
                namespace
                        .map(where -> service.path("name").asText() + "." + where + ".svc")
                        .or(() -> url(hook).flatMap(url -> Optional.ofNullable(url.getHost()))),
                namespace,
                certificates(hook.at("/clientConfig/caBundle").asText()),
                hook.path("failurePolicy").asText("Fail"),
                hook.path("matchPolicy").asText("Equivalent"),
                hook.path("timeoutSeconds").asInt(TIMEOUT_SECONDS),
                LabelSelector.of(hook.path("namespaceSelector")),
                LabelSelector.of(hook.path("objectSelector")),
                StreamSupport.stream(hook.path("rules").spliterator(), false)
                        .map(HookConfiguration::rule)
                        .toList());
    }

    private static Rule rule(JsonNode rule) {
        return new Rule(
                texts(rule.path("apiGroups")),
                texts(rule.path("apiVersions")),
                texts(rule.path("operations")),
                texts(rule.path("resources")),
                rule.path("scope").asText("*"));
    }

    private static String path(JsonNode hook) {
        return text(hook.at("/clientConfig/service/path"))
                .or(() -> url(hook).map(URI::getPath))
                .orElse("");
    }

    private static Optional<URI> url(JsonNode hook) {
        return text(hook.at("/clientConfig/url")).flatMap(text -> {
            try {
                return Optional.of(URI.create(text));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        });
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText()).filter(text -> !text.isEmpty());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static List<X509Certificate> certificates(String bundle) {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(bundle);
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .flatMap(one -> one instanceof X509Certificate certificate
                            ? Stream.of(certificate)
                            : Stream.<X509Certificate>empty())
                    .toList();
        } catch (CertificateException | IllegalArgumentException _) {
            return List.of();
        }
    }
}
