package io.github.provenancegate.report;

import java.util.List;
import java.util.stream.Stream;

/// What a table of occurrences is about.
public enum Subject {
    /// [Place.Field].
    MANIFESTS,
    /// [Place.Workload].
    CLUSTER;

    /// Behind those of the place.
    private static final List<String> ABOUT_THE_IMAGE =
            List.of("image", "decision", "verification_status", "reason", "policy", "message");

    List<String> columns() {
        List<String> ofThePlace = switch (this) {
            case MANIFESTS -> List.of("file", "document", "line", "object", "field", "container");
            case CLUSTER -> List.of("namespace", "kind", "name", "container", "pods", "running", "now", "moved");
        };
        return Stream.concat(ofThePlace.stream(), ABOUT_THE_IMAGE.stream()).toList();
    }
}
