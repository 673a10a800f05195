package io.github.provenancegate.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What the webhook's service account may do and what it did, in words such as `patch events.k8s.io/events`.
final class UsedRights {
    private UsedRights() {}

    /// What the rules of a Role or ClusterRole grant.
    static Set<String> granted(JsonNode role) {
        return stream(role.path("rules"))
                .flatMap(rule -> stream(rule.path("apiGroups"))
                        .flatMap(group -> stream(rule.path("resources"))
                                .flatMap(resource -> stream(rule.path("verbs"))
                                        .map(verb -> words(verb.asText(), group.asText(), resource.asText())))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What was asked for on resources, and answered.
    static Set<String> used(List<JsonNode> auditEvents) {
        return auditEvents.stream()
                .filter(event -> event.has("objectRef"))
                .map(UsedRights::words)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What was asked for and forbidden.
    static Set<String> forbidden(List<JsonNode> auditEvents) {
        return used(auditEvents.stream()
                .filter(event -> event.at("/responseStatus/code").asInt() == 403)
                .toList());
    }

    private static String words(JsonNode event) {
        var object = event.path("objectRef");
        var subresource = object.path("subresource").asText();
        return words(
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource));
    }

    private static String words(String verb, String group, String resource) {
        return verb + " " + (group.isEmpty() ? "" : group + "/") + resource;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
