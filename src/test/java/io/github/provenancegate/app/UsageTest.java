package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.cli.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
    @TempDir
    private Path folder;

    @Test
    void anUnknownOptionAndAMissingImageAreUsage() {
        assertThat(run(List.of("verify", "--polcy", "x", "y")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(List.of("verify", "--policy", "x")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(List.of("verfy")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run(List.of()).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void serveRefusesWhatItCannotWorkWithBeforeItStarts() throws IOException {
        String policy = Files.writeString(folder.resolve("policy.yaml"), "images: none of its business here")
                .toString();

        assertThat(run(List.of("serve")).err()).contains("no policy says what to admit");
        assertThat(run(List.of("serve", "--policy", policy)).err()).contains("--tls-certificate is missing");
        assertThat(run(List.of("serve", "--policy", policy, "--tls-certificate", policy, "--tls-key", policy)))
                .satisfies(ended -> assertThat(ended.err()).contains(policy + ": holds no certificate"))
                .extracting(InProcess::exitCode)
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReasonCodeIsExplained() {
        assertThat(run(List.of("explain", "WRONG_SIGNER")).out())
                .contains("WRONG_SIGNER: evidence speaks against the image")
                .contains("What to do: use an image signed by the expected identity");
        assertThat(run(List.of("explain", "no_sig")).out())
                .contains("NO_SIG: there is no signature on the image", "UNSIGNED", "What to do: ");
        assertThat(run(List.of("explain", "ERROR")).out()).contains("WRONG_SIGNER", "REGISTRY_UNREACHABLE");
        assertThat(run(List.of("explain", "NO_SUCH_CODE")).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void everySettingIsAnOptionOfSomeCommand() {
        String documented = run(List.of("verify", "--help")).out()
                + run(List.of("serve", "--help")).out();

        for (Setting setting : Setting.values()) {
            assertThat(documented).contains(setting.option() + "=");
        }
    }

    @Test
    void everySettingIsOnTheCommandLinesPage() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/command-line.md"));

        for (Setting setting : Setting.values()) {
            assertThat(page).contains("`" + setting.option() + "`").contains("`" + setting.variable() + "`");
        }
    }

    @Test
    void everyCommandKnowsTheVersion() {
        assertThat(List.of(
                        run(List.of("--version")).out(),
                        run(List.of("-V")).out(),
                        run(List.of("verify", "--version")).out(),
                        run(List.of("serve", "-V")).out()))
                .allSatisfy(version -> assertThat(version)
                        .startsWith("provgate development")
                        .containsPattern("\ntrust root: public-good as of \\d{4}-\\d\\d-\\d\\d, bundled")
                        .contains("\nformats: ")
                        .hasLineCount(3));
    }

    private InProcess run(List<String> arguments) {
        return InProcess.run(folder, "", arguments);
    }
}
