package io.github.provenancegate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the workflows of the repository run, and with which rights: whoever gets in there signs in our name.
class WorkflowsTest {
    private static final Path FOLDER = Path.of(".github/workflows");

    private final List<JsonNode> workflows = new ArrayList<>();

    WorkflowsTest() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                workflows.add(YAMLMapper.builder().build().readTree(file.toFile()));
            }
        }
    }

    private List<JsonNode> steps() {
        return workflows.stream()
                .flatMap(workflow -> workflow.path("jobs").valueStream())
                .flatMap(job -> job.path("steps").valueStream())
                .toList();
    }

    @Test
    void everyActionIsNamedByTheCommitThatWasLookedAt() {
        List<String> actions = steps().stream()
                .map(step -> step.path("uses").asText())
                .filter(action -> !action.isEmpty())
                .toList();

        assertThat(actions).hasSizeGreaterThan(10).allMatch(action -> action.matches("[^@]+@[0-9a-f]{40}"));
    }

    @Test
    void nothingIsAllowedButReadingWhereAJobDoesNotSayMore() {
        assertThat(workflows)
                .hasSizeGreaterThan(1)
                .allSatisfy(workflow ->
                        assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}"));
    }

    @Test
    void theJobThatBuildsMayNotSignOrPublish() {
        List<JsonNode> building = workflows.stream()
                .flatMap(workflow -> workflow.path("jobs").valueStream())
                .filter(job -> runs(job).contains("mvnw") || runs(job).contains(".ci/run"))
                .toList();

        assertThat(building)
                .hasSize(2)
                .allSatisfy(
                        job -> assertThat(job.path("permissions").toString()).doesNotContain("write"));
    }

    private static String runs(JsonNode job) {
        return job.path("steps")
                .valueStream()
                .map(step -> step.path("run").asText())
                .collect(Collectors.joining("\n"));
    }

    /// What an event brings becomes a variable of the shell, never a part of its program.
    @Test
    void noExpressionIsWrittenIntoAScript() {
        assertThat(steps())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.path("run").asText()).doesNotContain("${{"));
    }

    @Test
    void noCredentialOfTheCheckoutStays() {
        assertThat(steps())
                .filteredOn(step -> step.path("uses").asText().startsWith("actions/checkout@"))
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        step -> assertThat(step.at("/with/persist-credentials").asText())
                                .isEqualTo("false"));
    }
}
