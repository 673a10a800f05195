package io.github.provenancegate.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The chart in the repository, its value sets, and what helm makes of them.
final class Chart {
    static final Path FOLDER = Path.of("charts/provenance-gate");
    static final String RELEASE = "provenance-gate";
    static final String NAMESPACE = "provenance-gate";
    static final Path DEFINITION = FOLDER.resolve("crds/provenancepolicies.yaml");

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Chart() {}

    /// The names of the value sets in `ci/`.
    static List<String> valueSets() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.map(file -> String.valueOf(file.getFileName()).replace("-values.yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String set) {
        return FOLDER.resolve("ci/" + set + "-values.yaml");
    }

    /// What `helm template` prints for the usual release.
    static String template(GoTool tool, Path home, String... options) {
        return Helm.withoutCluster(tool, home).template(RELEASE, options);
    }

    /// Objects by kind, namespace and name.
    static Map<String, JsonNode> objects(String yaml) {
        Map<String, JsonNode> objects = new TreeMap<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode one = documents.next();
                if (one != null && one.isObject()) {
                    objects.put(
                            one.path("kind").asText() + " "
                                    + one.at("/metadata/namespace").asText() + "/"
                                    + one.at("/metadata/name").asText(),
                            one);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
