package io.github.provenancegate.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The JSON schemas of all kinds that a real API server knows, for kubeconform: made from what the server
/// itself publishes (OpenAPI v3), so that nothing has to be fetched and other projects' definitions are among
/// them.
public final class ApiSchemas {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ApiSchemas() {}

    /// Writes one file for each kind.
    ///
    /// @return what `kubeconform -schema-location` takes
    public static String writeTo(Path folder, KubernetesApi api) {
        json(api, "/openapi/v3").path("paths").properties().forEach(group -> {
            if (group.getKey().matches("api/v1|apis/[^/]+/[^/]+")) {
                var url = group.getValue().path("serverRelativeURL").asText();
                write(folder, json(api, url));
            }
        });
        json(api, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")
                .path("items")
                .forEach(definition -> writeDefinition(folder, definition.path("spec")));
        return folder + "/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json";
    }

    /// The API server does not say of every such document that it is JSON.
    private static JsonNode json(KubernetesApi api, String path) {
        var body = api.get(path).expectSuccess().body();
        try {
            return body.isTextual() ? JSON.readTree(body.asText()) : body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The API server takes a minute to publish custom kinds, so that their definitions are asked.
    private static void writeDefinition(Path folder, JsonNode spec) {
        for (var version : spec.path("versions")) {
            var schema = version.at("/schema/openAPIV3Schema");
            close(schema);
            write(folder, schema, spec.path("group"), spec.at("/names/kind"), version.path("name"));
        }
    }

    private static void write(Path folder, JsonNode document) {
        var components = (ObjectNode) document.path("components");
        components.path("schemas").forEach(ApiSchemas::close);
        components
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("x-kubernetes-group-version-kind")
                        .forEach(kind -> write(folder, components, schema.getKey(), kind)));
    }

    private static void write(Path folder, ObjectNode components, String schema, JsonNode kind) {
        var root = JSON.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("$ref", "#/components/schemas/" + schema);
        root.set("components", components);
        write(folder, root, kind.path("group"), kind.path("kind"), kind.path("version"));
    }

    /// kubeconform calls the core group by its version.
    private static void write(Path folder, JsonNode schema, JsonNode group, JsonNode kind, JsonNode version) {
        var name = kind.asText().toLowerCase(Locale.ROOT) + "_" + version.asText() + ".json";
        try {
            var home = Files.createDirectories(
                    folder.resolve(group.asText().isEmpty() ? version.asText() : group.asText()));
            JSON.writeValue(home.resolve(name).toFile(), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a schema does not name is wrong: the API server drops it without a word.
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties")
                    && !object.has("additionalProperties")
                    && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                object.put("additionalProperties", false);
            }
            object.path("properties").forEach(ApiSchemas::close);
            close(object.path("items"));
            close(object.path("additionalProperties"));
        }
    }
}
