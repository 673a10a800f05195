package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The alerts and the dashboard of the chart, asked of Prometheus' own evaluation.
@TestInstance(Lifecycle.PER_CLASS)
class AlertsIT {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private static final Path CASES = Path.of("src/test/resources/alerts/alerts-test.yaml");

    private final Path folder;
    private JsonNode rules = YAML.createObjectNode();

    AlertsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    void render() throws IOException {
        rules = Chart.objects(Chart.template(
                        GoTool.HELM,
                        folder,
                        "--set",
                        "metrics.prometheusRule.enabled=true",
                        "--show-only",
                        "templates/monitoring.yaml"))
                .getOrDefault("PrometheusRule provenance-gate/provenance-gate", YAML.missingNode())
                .path("spec");
        YAML.writeValue(folder.resolve("rules.yaml").toFile(), rules);
        Files.copy(CASES, folder.resolve("alerts-test.yaml"));
    }

    @Test
    void everyAlertFiresOnWhatItIsForAndOnNothingElse() {
        Tools.promtool(folder, "check", "rules", "--lint-fatal", "rules.yaml").expectSuccess();
        Tools.promtool(folder, "test", "rules", "alerts-test.yaml").expectSuccess();
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
        Set<String> alerts = rules.at("/groups/0/rules")
                .valueStream()
                .map(rule -> rule.path("alert").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        List<JsonNode> cases = YAML.readTree(CASES.toFile())
                .path("tests")
                .valueStream()
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .toList();

        assertThat(alerts).isNotEmpty();
        assertThat(names(cases.stream().filter(one -> !one.path("exp_alerts").isEmpty())))
                .isEqualTo(alerts);
        assertThat(names(cases.stream().filter(one -> one.path("exp_alerts").isEmpty())))
                .isEqualTo(alerts);
    }

    private static Set<String> names(Stream<JsonNode> cases) {
        return cases.map(one -> one.path("alertname").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    /// A query of the dashboard is a rule too, once Grafana's variables have values.
    @Test
    void everyQueryOfTheDashboardIsOneThatPrometheusUnderstands() throws IOException {
        ObjectNode group = YAML.createObjectNode().put("name", "dashboard");
        ArrayNode queries = group.putArray("rules");
        YAML.readTree(Chart.read(Chart.FOLDER.resolve("files/dashboard.json")))
                .path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asText())
                .forEach(query -> queries.addObject()
                        .put("record", "query:" + queries.size())
                        .put("expr", query.replace("$__rate_interval", "5m").replace("$job", "provenance-gate")));
        assertThat(queries.size()).isGreaterThan(10);
        ObjectNode file = YAML.createObjectNode();
        file.putArray("groups").add(group);
        YAML.writeValue(folder.resolve("queries.yaml").toFile(), file);

        Tools.promtool(folder, "check", "rules", "--lint-fatal", "queries.yaml").expectSuccess();
    }
}
