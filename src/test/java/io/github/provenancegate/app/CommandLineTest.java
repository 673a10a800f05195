package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.Commands;
import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole command line, in this process, on a registry over loopback and a Sigstore with keys of its own.
class CommandLineTest {
    private static final FakeRegistry REGISTRY = FakeRegistry.start();
    private static final VirtualSigstore SIGSTORE = VirtualSigstore.seeded(InstantSource.system(), 1);
    private static final DeliveredImages DELIVERY = new DeliveredImages(ImageStore.of(REGISTRY), SIGSTORE);

    @TempDir
    private static Path folder;

    private static Map<Scenario, String> images = Map.of();

    @BeforeAll
    static void deliver() throws IOException {
        images = DELIVERY.pushAll();
        Files.writeString(folder.resolve("root.json"), SIGSTORE.trustedRootJson());
        Files.writeString(folder.resolve("full.yaml"), DELIVERY.policy("full", ""));
        Files.writeString(folder.resolve("delivery.yaml"), DELIVERY.policy("delivery", ""));
    }

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @Test
    void eachImageIsAnsweredInTheOrderAsked() {
        InProcess ended = verify("full.yaml", List.copyOf(images.values()));

        assertThat(ended.all("image")).containsExactlyElementsOf(images.values());
        assertThat(ended.all("status"))
                .containsExactlyElementsOf(
                        images.keySet().stream().map(Scenario::fullStatus).toList());
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void anImageByTagIsAnsweredWithItsDigest() {
        String pinned = image(Scenario.VERIFIED);
        String name = pinned.substring(0, pinned.indexOf('@'));

        JsonNode image = verify("full.yaml", List.of(name)).json().get(0);

        assertThat(image.get("image").asText()).isEqualTo(name);
        assertThat(image.get("tag").asText()).isEqualTo("latest");
        assertThat(name + "@" + image.get("digest").asText()).isEqualTo(pinned);
        assertThat(image.get("delivery").get("signer").get("subject").asText()).contains(DeliveredImages.SYNCER_ID);
        assertThat(image.get("build").get("format").asText()).isEqualTo("legacy");
    }

    @Test
    void allProvenEndsWithZero() {
        assertThat(verify("delivery.yaml", List.of(image(Scenario.VERIFIED), image(Scenario.PARTIAL)))
                        .exitCode())
                .isEqualTo(ExitCode.ALL_PROVEN);
    }

    @Test
    void aRegistryThatCannotBeReachedEndsWithThreeAndAnyRefutedImageWithOne() throws IOException {
        String unreachable = "127.0.0.1:1/acme.com/x@sha256:" + "0".repeat(64);
        Files.writeString(
                folder.resolve("unreachable.yaml"),
                DELIVERY.policy("delivery", "").replace(REGISTRY.host() + "/", "127.0.0.1:1/")
                        + "---\n"
                        + DELIVERY.policy("delivery", "").replace("{name: acme}", "{name: second}"));

        InProcess one = verify("unreachable.yaml", List.of(unreachable), "--plain-http", "127.0.0.1:1");
        InProcess both =
                verify("unreachable.yaml", List.of(unreachable, image(Scenario.NO_SIG)), "--plain-http", "127.0.0.1:1");

        assertThat(one.all("reason")).containsExactly("REGISTRY_UNREACHABLE");
        assertThat(one.json().get(0).get("determined").asBoolean()).isFalse();
        assertThat(one.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(both.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
    }

    @Test
    void anImageOfWhichNoPolicySpeaksIsNotContacted() {
        try (FakeRegistry other = FakeRegistry.start()) {
            InProcess ended = verify("full.yaml", List.of(other.host() + "/a/b:c"), "--plain-http", other.host());

            assertThat(ended.all("reason")).containsExactly("NO_POLICY_MATCHES");
            assertThat(ended.json().get(0).get("policy").isNull()).isTrue();
            assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aTextThatIsNoImageDoesNotKeepTheOthersFromTheirAnswers() {
        InProcess ended = verify("full.yaml", List.of("UPPER/case:\u001b[2J", image(Scenario.VERIFIED)));

        assertThat(ended.all("reason")).containsExactly("IMAGE_INVALID", "PROVEN");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
    }

    @Test
    void standardInputNamesImagesLineByLine() {
        InProcess ended = InProcess.run(
                folder,
                "# a comment\n\n  " + image(Scenario.VERIFIED) + "  \n" + image(Scenario.PARTIAL),
                arguments("delivery.yaml", List.of("-")));

        assertThat(ended.all("image")).containsExactly(image(Scenario.VERIFIED), image(Scenario.PARTIAL));
    }

    @Test
    void noImageOnStandardInputIsNotAllProven() {
        InProcess ended = InProcess.run(folder, "\n", arguments("delivery.yaml", List.of("-")));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains("no image was named");
    }

    @Test
    void thousandsOfImagesKeepTheirOrder() {
        List<String> names = IntStream.range(0, 5_000)
                .mapToObj(n -> "unmatched.example/x:" + n)
                .toList();

        InProcess ended = InProcess.run(folder, String.join("\n", names), arguments("delivery.yaml", List.of("-")));

        assertThat(ended.all("image")).isEqualTo(names);
    }

    @Test
    void withoutAPolicyNothingIsVerified() {
        InProcess ended = InProcess.run(folder, "", List.of("verify", image(Scenario.VERIFIED)));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("--policy").contains("any identity");
    }

    @Test
    void aPolicyThatIsRefusedIsNamedWithFileAndLine() throws IOException {
        Path policy = Files.writeString(folder.resolve("bad.yaml"), DELIVERY.policy("delivery", "  mod: enforce\n"));

        InProcess ended = verify("bad.yaml", List.of("x"));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).containsPattern(policy + ":\\d+:\\d+: spec\\.mod: ");
    }

    @Test
    void aTrustRootThatIsRefusedIsNamed() throws IOException {
        Path root = Files.writeString(
                folder.resolve("truncated.json"), SIGSTORE.trustedRootJson().substring(0, 99));

        InProcess ended = verify("full.yaml", List.of("x"), "--trust-root", "other=" + root);

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains(root + ": the trust root ");
    }

    @Test
    void theTerminalShowsTheChainAndColoursOnlyWhenAsked() {
        List<String> one = List.of(image(Scenario.VERIFIED));

        String plain = InProcess.run(folder, "", arguments("full.yaml", one, "-o", "text"))
                .out();
        String coloured = InProcess.run(folder, "", arguments("full.yaml", one, "-o", "text", "--color", "always"))
                .out();

        assertThat(plain).contains("IMAGE 1: verified", "STEP 6: ", "✓ VERIFIED PROVEN", "1 proven");
        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured).contains("\u001b[32m✓ VERIFIED PROVEN\u001b[0m");
    }

    @Test
    void aReaderWhoIsGoneEndsTheRun() {
        var err = new ByteArrayOutputStream();
        var gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        int exitCode = Commands.run(
                new Provgate(new Surroundings(Map.of(), folder)),
                InProcess.streams("", gone, err),
                arguments("full.yaml", List.copyOf(images.values())).toArray(String[]::new));

        assertThat(exitCode).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("provgate: cannot read or write: Broken pipe\n");
    }

    private static String image(Scenario scenario) {
        return Objects.requireNonNull(images.get(scenario));
    }

    private static InProcess verify(String policy, List<String> names, String... options) {
        return InProcess.run(folder, "", arguments(policy, names, options));
    }

    private static List<String> arguments(String policy, List<String> names, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--policy",
                folder.resolve(policy).toString(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--plain-http",
                REGISTRY.host()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("-o")) {
            arguments.addAll(List.of("-o", "json"));
        }
        arguments.addAll(names);
        return arguments;
    }
}
