package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged launcher as a person sees it, in a real terminal.
class TerminalIT {
    private static final Duration SHOWN_MAX = Duration.ofMinutes(2);
    private static final String ORG = DeliveredImages.ORGANIZATION;
    private static final String ID = DeliveredImages.ORGANIZATION_ID;
    private static final Map<String, String> UTF8 = Map.of("LC_ALL", "C.UTF-8", "CHAINGUARD_TOKEN", "top-secret");

    private final FakeRegistry registry = FakeRegistry.start();
    private final FakeChainguard chainguard = FakeChainguard.start();
    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);

    @TempDir
    private Path folder;

    @BeforeEach
    void deliver() throws IOException {
        new DeliveredImages(ImageStore.of(registry), sigstore).pushAll();
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        chainguard.trust("top-secret");
        chainguard.addGroup(ORG, ID);
        for (Scenario scenario : Scenario.values()) {
            chainguard.addRepository(ID, ID + "/%016x".formatted(scenario.name().hashCode()), scenario.repository());
        }
    }

    @AfterEach
    void stop() {
        chainguard.close();
        registry.close();
    }

    private List<String> verify(String... options) {
        List<String> words = new ArrayList<>(List.of(
                Optional.ofNullable(System.getProperty("provgate.launcher"))
                        .orElseGet(() ->
                                Path.of("target/provgate").toAbsolutePath().toString()),
                "verify",
                "--customer-org",
                ORG,
                "--identities",
                DeliveredImages.SYNCER_ID,
                "--registry",
                registry.host(),
                "--plain-http",
                "127.0.0.1",
                "--plain-http",
                registry.host(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--chainguard-api",
                chainguard.address().toString()));
        words.addAll(List.of(options));
        return words;
    }

    private static void await(Terminal terminal, String text) {
        try {
            Await.until(
                    text + " on the terminal", SHOWN_MAX, () -> terminal.text().contains(text));
        } catch (AssertionError missing) {
            throw new AssertionError(terminal.text(), missing);
        }
    }

    private static List<String> rules(Terminal terminal) {
        return terminal.text().lines().filter(line -> line.startsWith("══")).toList();
    }

    @Test
    void theChainIsAsWideAsTheTerminalAndInColour() {
        for (int columns : List.of(80, 120)) {
            try (Terminal terminal = Terminal.open(columns, folder, UTF8)) {
                terminal.enter(verify("--full"));
                await(terminal, "could not be found out)");

                assertThat(rules(terminal)).isNotEmpty().allMatch(line -> line.length() == columns);
                assertThat(terminal.text())
                        .contains("IMAGE 1: error", "IMAGE 6: verified", "└─ ✓ Base digest found", "acme.com.csv");
                assertThat(terminal.colouredText()).contains("\u001b[32m✓ ", "\u001b[31m✗ ");
                assertThat(terminal.text()).doesNotContain("images, 100%");
            }
        }
    }

    @Test
    void whoeverMindsColoursSeesNone() {
        for (Map<String, String> environment : List.of(
                Map.of("NO_COLOR", "1", "LC_ALL", "C.UTF-8", "CHAINGUARD_TOKEN", "top-secret"),
                Map.of("LC_ALL", "C", "CHAINGUARD_TOKEN", "top-secret"))) {
            try (Terminal terminal = Terminal.open(80, folder, environment)) {
                terminal.enter(environment.containsKey("NO_COLOR") ? verify() : verify("--color", "never"));
                await(terminal, "could not be found out)");

                assertThat(terminal.colouredText()).doesNotContain("\u001b[3");
                assertThat(terminal.text()).contains(environment.containsKey("NO_COLOR") ? "└─ ✓" : "'- [ok]");
            }
        }
    }

    @Test
    void aTerminalThatIsResizedIsFilledFromTheNextImageOn() {
        registry.spoil(new FakeRegistryDefect.Silence(), "/" + ORG + "/verified/");
        try (Terminal terminal = Terminal.open(80, folder, UTF8)) {
            terminal.enter(verify("--timeout", "60"));
            await(terminal, "IMAGE 5: partial");
            await(terminal, "5 of 6 images, 83%");
            terminal.resize(100);
            registry.heal();
            terminal.press("C-c");
            await(terminal, "stopped after 5 of 6 images");

            assertThat(rules(terminal).getLast()).hasSize(100);
        }
    }

    @Test
    void ctrlCLeavesWhatIsDoneAndSaysSo() throws IOException {
        registry.spoil(new FakeRegistryDefect.Silence(), "/" + ORG + "/verified/");
        try (Terminal terminal = Terminal.open(80, folder, UTF8)) {
            terminal.enter(verify("--timeout", "600"));
            await(terminal, "5 of 6 images, 83%");
            terminal.press("C-c");
            await(terminal, "stopped after 5 of 6 images; ");
            terminal.enter(List.of("printf", "%s%s\\n", "shell ", "is back"));
            await(terminal, "shell is back");

            assertThat(terminal.text().replace("\n", "")).contains("the document and acme.com.csv end with them");
            assertThat(terminal.text()).contains("SUMMARY").doesNotContain("INTERRUPTED", "Exception");
        }
        assertThat(Files.readAllLines(folder.resolve("acme.com.csv")))
                .hasSize(6)
                .last()
                .asString()
                .startsWith("partial,");
    }

    @Test
    void aPipeGetsTheWholeCommandsAndNoProgress() {
        try (Terminal terminal = Terminal.open(80, folder, UTF8)) {
            terminal.enter(List.of("sh", "-c", String.join(" ", verify("--limit", "1")) + " > out.txt; echo done"));
            await(terminal, "\ndone");

            assertThat(folder.resolve("out.txt"))
                    .content()
                    .contains("  │  $ cosign verify --certificate-oidc-issuer")
                    .doesNotContain("\u001b");
        }
    }
}
