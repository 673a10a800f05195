package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.harness.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands around the work: configuration, completion, manual.
class ToolsTest {
    @TempDir
    private Path folder;

    @Test
    void everySettingIsShownWithWhoeverSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("provgate.yaml"), "timeout: 7\nconcurrency: 3\n");
        var surroundings = new Surroundings(
                Map.of("PROVGATE_CONCURRENCY", "5", "CHAINGUARD_TOKEN", "top-secret", "HTTPS_PROXY", "http://u:pw@p:1"),
                folder);

        InProcess text = InProcess.run(
                surroundings, "", List.of("config", "--config", file.toString(), "--registry", "example.com"));
        InProcess json = InProcess.run(surroundings, "", List.of("config", "--config", file.toString(), "-o", "json"));

        assertThat(text.out().lines())
                .contains(
                        "registry                example.com  (--registry)",
                        "concurrency             5  (PROVGATE_CONCURRENCY)",
                        "timeout                 7  (" + file + ":1: timeout)",
                        "chainguard-api          https://console-api.enforce.dev  (default)",
                        "policy                  -  (default)",
                        "CHAINGUARD_TOKEN        set, not shown");
        assertThat(text.out() + json.out()).doesNotContain("top-secret", "pw@");
        assertThat(StreamSupport.stream(json.json().get("settings").spliterator(), false)
                        .map(line -> line.get("key").asText()))
                .containsExactlyElementsOf(
                        Stream.of(Setting.values()).map(Setting::key).toList());
        assertThat(json.json().get("secrets")).extracting(JsonNode::asText).contains("CHAINGUARD_TOKEN");
    }

    @Test
    void aSettingThatCannotBeUsedIsRefused() {
        InProcess ended =
                InProcess.run(new Surroundings(Map.of("PROVGATE_CONCURRENCY", "many"), folder), "", List.of("config"));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains("PROVGATE_CONCURRENCY: \"many\"");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "no bash here");
        Path script = Files.writeString(
                folder.resolve("completion"), run("completion", "bash").out());

        String completed = Command.of("/bin/bash", "-c", """
                        source %s
                        COMP_WORDS=(provgate ver) COMP_CWORD=1 COMP_LINE='provgate ver'; _complete_provgate
                        echo "${COMPREPLY[@]}"
                        COMP_WORDS=(provgate verify --customer) COMP_CWORD=2; _complete_provgate
                        echo "${COMPREPLY[@]}"
                        COMP_WORDS=(provgate completion z) COMP_CWORD=2; _complete_provgate
                        echo "${COMPREPLY[@]}"
                        """.formatted(script))
                .run(Duration.ofMinutes(1))
                .stdout();

        assertThat(completed.lines()).containsExactly("verify verify-bundle", "--customer-org", "zsh");
    }

    @Test
    void everyShellHasAScript() {
        assertThat(run("completion", "zsh").out()).startsWith("autoload").contains("bashcompinit");
        assertThat(run("completion", "fish").out().lines())
                .contains(
                        "complete -c provgate -n '__fish_seen_subcommand_from verify' -l full -d 'The whole chain: the base"
                                + " image and its build signature too. A policy that asks for less is raised to it.'")
                .noneMatch(line -> line.contains("man-pages"));
        assertThat(run("completion", "tcsh").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void everyCommandHasAPageOfTheManual() throws IOException {
        Path pages = folder.resolve("man");

        assertThat(run("man-pages", pages.toString()).exitCode()).isZero();

        try (var files = Files.list(pages)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("provgate.1", "provgate-verify.1", "provgate-check.1", "provgate-compare.1")
                    .doesNotContain("provgate-man-pages.1");
        }
        assertThat(Files.readString(pages.resolve("provgate-verify.1")))
                .startsWith(".TH PROVGATE-VERIFY 1 ")
                .contains(".SH OPTIONS\n", "\\fB\\-\\-customer\\-org ORG\\fR\n", ".SH NOTES\n")
                .doesNotContain("${");
    }

    @Test
    void everyCommandHasExamples() {
        for (String command :
                List.of("verify", "check", "compare", "identities", "trust-root", "config", "completion", "explain")) {
            assertThat(run(command, "--help").out()).contains("Example");
        }
    }

    private InProcess run(String... arguments) {
        return InProcess.run(folder, "", List.of(arguments));
    }
}
