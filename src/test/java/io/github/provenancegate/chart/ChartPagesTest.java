package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The pages about the chart say what is in it. With `-Dprovgate.render=true` the page of its values is written anew.
class ChartPagesTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path VALUES = PAGES.resolve("values.md");

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");
    private static final Pattern METRIC = Pattern.compile("provgate_[a-z_]+");

    /// Values whose parts are Kubernetes' and no values of their own.
    private static final List<String> WHOLE = List.of("resources", "nodeSelector");

    private record Level(int indentation, String key) {}

    @Test
    void thePageOfValuesIsWhatTheCommentsSay() throws IOException {
        String page = page();
        if (Boolean.getBoolean("provgate.render")) {
            Files.writeString(VALUES, page);
        }

        assertThat(VALUES)
                .as("run this test with -Dprovgate.render=true")
                .content()
                .isEqualTo(page);
    }

    @Test
    void everyValueIsDescribedAndInTheSchema() throws IOException {
        JsonNode values = YAMLMapper.builder().build().readTree(Chart.read(Chart.FOLDER.resolve("values.yaml")));
        JsonNode schema = JsonMapper.builder().build().readTree(Chart.read(Chart.FOLDER.resolve("values.schema.json")));

        assertThat(page()).doesNotContain("|  |");
        assertThat(undeclared("", values, schema)).isEmpty();
    }

    @Test
    void everyAlertHasARunbookAndAsksForMetricsThatAreThere() throws IOException {
        String runbooks = Chart.read(PAGES.resolve("alerts.md"));
        String metrics = Chart.read(PAGES.resolve("metrics.md"));
        String alerts = Chart.read(Chart.FOLDER.resolve("files/alerts.yaml"));
        String dashboard = Chart.read(Chart.FOLDER.resolve("files/dashboard.json"));

        JsonNode list = YAMLMapper.builder().build().readTree(alerts).path("alerts");
        assertThat(list.size()).isGreaterThan(10);
        list.forEach(
                one -> assertThat(runbooks).contains("## " + one.path("alert").asText() + "\n"));
        for (String asked : new TreeSet<>(METRIC.matcher(alerts + dashboard)
                .results()
                .map(found -> found.group().replaceFirst("_(count|sum|bucket)$", ""))
                .collect(Collectors.toSet()))) {
            assertThat(metrics).as(asked).contains("`" + asked + "`");
        }
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(dashboard)
                        .path("panels")
                        .size())
                .isGreaterThan(10);
    }

    @Test
    void everyPageIsInTheMenu() throws IOException {
        String menu = Chart.read(Path.of("src/site/site.xml"));
        try (var pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> String.valueOf(page.getFileName()).replace(".md", ".html")))
                    .isNotEmpty()
                    .allSatisfy(page -> assertThat(menu).contains("href=\"" + page + "\""));
        }
    }

    /// A table of all values: a comment above a value describes it.
    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Values

                Every value of the chart, made from the comments in `charts/provenance-gate/values.yaml`. A value that the chart
                does not know is refused, as is one that means nothing. Every setting of `serve` that has no value of its own goes
                into `settings` by the key that [the command line](command-line.md#Settings) lists.

                | value | default | meaning |
                | --- | --- | --- |
                """);
        Deque<Level> levels = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        int deeper = Integer.MAX_VALUE;
        for (String line : Chart.read(Chart.FOLDER.resolve("values.yaml")).split("\n", -1)) {
            if (line.strip().startsWith("# ")) {
                comment.add(line.strip().substring(2));
                continue;
            }
            var key = KEY.matcher(line);
            if (!key.matches() || key.group(1).length() > deeper) {
                comment.clear();
                continue;
            }
            int indentation = key.group(1).length();
            while (!levels.isEmpty() && levels.getLast().indentation() >= indentation) {
                levels.removeLast();
            }
            levels.addLast(new Level(indentation, key.group(2)));
            String name = levels.stream().map(Level::key).collect(Collectors.joining("."));
            boolean whole = WHOLE.contains(name);
            deeper = whole ? indentation : Integer.MAX_VALUE;
            if (key.group(3) != null || whole) {
                page.append("| `%s` | %s | %s |%n"
                        .formatted(
                                name,
                                whole ? "see there" : "`" + key.group(3).replace("|", "\\|") + "`",
                                String.join(" ", comment).replace("|", "\\|")));
            }
            comment.clear();
        }
        return page.toString();
    }

    static List<String> undeclared(String path, JsonNode values, JsonNode schema) {
        List<String> missing = new ArrayList<>();
        values.properties().forEach(one -> {
            JsonNode declared = schema.path("properties").path(one.getKey());
            if (declared.isMissingNode()) {
                missing.add(path + one.getKey());
            } else if (declared.has("properties")) {
                missing.addAll(undeclared(path + one.getKey() + ".", one.getValue(), declared));
            }
        });
        return missing;
    }
}
