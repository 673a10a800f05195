package io.github.provenancegate.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A label selector (`meta/v1`, LabelSelector): all its conditions must hold; without any it selects
/// everything.
record LabelSelector(List<Condition> conditions) {
    LabelSelector {
        conditions = List.copyOf(conditions);
    }

    /// One condition on one label.
    record Condition(String key, String operator, Set<String> values) {
        private boolean holds(Map<String, String> labels) {
            boolean there = labels.containsKey(key);
            boolean listed = there && values.contains(labels.get(key));
            return switch (operator) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                case "Exists" -> there;
                case "DoesNotExist" -> !there;
                default -> false; // unknown to us: better said to be left out than thought to be guarded
            };
        }
    }

    static LabelSelector of(JsonNode selector) {
        List<Condition> conditions = new ArrayList<>();
        Map<String, String> labels = new HashMap<>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.forEach((key, value) -> conditions.add(new Condition(key, "In", Set.of(value))));
        for (JsonNode one : selector.path("matchExpressions")) {
            Set<String> values = new TreeSet<>();
            one.path("values").forEach(value -> values.add(value.asText()));
            conditions.add(
                    new Condition(one.path("key").asText(), one.path("operator").asText(), values));
        }
        return new LabelSelector(conditions);
    }

    boolean selects(Map<String, String> labels) {
        return conditions.stream().allMatch(condition -> condition.holds(labels));
    }
}
