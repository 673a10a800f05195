package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the page about installing gives to paste: it is YAML, and the chart knows the values in it.
class InstallPageTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+");

    private final List<JsonNode> documents = new ArrayList<>();
    private final JsonNode schema;

    InstallPageTest() throws IOException {
        schema = JsonMapper.builder().build().readTree(Chart.read(Chart.FOLDER.resolve("values.schema.json")));
        YAMLMapper yaml = YAMLMapper.builder().build();
        for (var block : BLOCK.matcher(Chart.read(Path.of("src/site/markdown/install.md")))
                .results()
                .toList()) {
            try (MappingIterator<JsonNode> read = yaml.readerFor(JsonNode.class).readValues(block.group(1))) {
                read.forEachRemaining(documents::add);
            }
        }
    }

    private JsonNode one(String kind) {
        assertThat(documents)
                .filteredOn(document -> document.path("kind").asText().equals(kind))
                .hasSize(1);
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theValuesOfArgoCdAndFluxAreTheCharts() {
        assertValues(one("Application").at("/spec/source/helm/valuesObject"));
        assertValues(one("HelmRelease").at("/spec/values"));
    }

    @Test
    void theOtherValuesAreTheChartsToo() {
        List<JsonNode> values = documents.stream()
                .filter(document -> !document.has("apiVersion"))
                .toList();

        assertThat(values).isNotEmpty().allSatisfy(this::assertValues);
    }

    private void assertValues(JsonNode values) {
        assertThat(values.size()).isPositive();
        assertThat(ChartPagesTest.undeclared("", values, schema)).isEmpty();
    }

    @Test
    void theVersionsArePinned() {
        assertThat(one("Application").at("/spec/source/targetRevision").asText())
                .matches(VERSION)
                .isEqualTo(one("OCIRepository").at("/spec/ref/tag").asText());
    }

    /// The definition of a policy belongs to a release of this name in this namespace.
    @Test
    void bothNameTheReleaseAsItsDefinitionExpects() {
        assertThat(one("Application").at("/metadata/name").asText()).isEqualTo(Chart.RELEASE);
        assertThat(one("Application").at("/spec/destination/namespace").asText())
                .isEqualTo("provenance-gate");
        assertThat(one("HelmRelease").at("/spec/releaseName").asText()).isEqualTo(Chart.RELEASE);
        assertThat(one("HelmRelease").at("/spec/targetNamespace").asText()).isEqualTo("provenance-gate");
    }
}
