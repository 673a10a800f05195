package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.RealSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged product's command line on images that a real Sigstore signed, held by a real registry.
class VerifyRealSigstoreIT {
    private static final List<RealSigstore.Row> IMAGES = rows("image");
    private static final List<RealSigstore.Row> BASES = rows("base");

    private static DistributionRegistry registry;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void serve() throws IOException {
        registry = DistributionRegistry.startWith(RealSigstore.registryStorage());
        write("delivery.yaml", RealSigstore.policies(registry.host(), "delivery"));
        write("full.yaml", RealSigstore.policies(registry.host(), "full"));
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void everyImageHasItsStatusInDeliveryMode() {
        assertStatuses(verify("delivery.yaml", IMAGES), IMAGES, RealSigstore.Row::delivery);
    }

    @Test
    void everyImageHasItsStatusInFullMode() {
        assertStatuses(verify("full.yaml", IMAGES), IMAGES, RealSigstore.Row::full);
    }

    @Test
    void everyBaseImageHasItsStatus() {
        assertStatuses(verify("delivery.yaml", BASES), BASES, RealSigstore.Row::delivery);
    }

    @Test
    void theExitCodeSaysWhetherAllAreProven() throws IOException {
        List<RealSigstore.Row> proven = IMAGES.stream()
                .filter(row -> row.delivery().equals("DELIVERY_VERIFIED"))
                .toList();
        RealSigstore.Row refused = row("neg-unsigned");
        String gone = "127.0.0.1:1/example.com/gone@sha256:" + "0".repeat(64);
        write("gone.yaml", RealSigstore.policies("127.0.0.1:1", "delivery"));

        assertThat(verify("delivery.yaml", proven).exitCode()).isZero();
        assertThat(verify("delivery.yaml", concat(proven, List.of(refused))).exitCode())
                .isEqualTo(1);
        assertThat(ProvgateProcess.run("verify", "--policy", file("missing.yaml"), refused.on(registry))
                        .exitCode())
                .isEqualTo(2);
        assertThat(ProvgateProcess.run("verify", "--policy", file("gone.yaml"), "--plain-http", "127.0.0.1:1", gone)
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void nothingButTheDocumentIsOnStandardOutput() throws IOException {
        Outcome outcome = verify("full.yaml", List.of(row("legacy-index")));

        JsonNode document = new ObjectMapper().readTree(outcome.stdout());
        assertThat(document).hasSize(1);
        assertThat(document.get(0).get("delivery").get("signer").get("issuer").asText())
                .isEqualTo("https://issuer.enforce.dev");
        assertThat(document.get(0).get("build").get("signer").get("subject").asText())
                .isEqualTo("https://github.com/chainguard-images/images-private/.github/workflows/release.yaml"
                        + "@refs/heads/main");
        assertThat(outcome.stderr()).isEmpty();
    }

    @Test
    void everyRequestThatTheRegistrySeesIsCounted() throws IOException {
        int before = settledRequests();

        Outcome outcome = verify("full.yaml", IMAGES);

        int counted = StreamSupport.stream(
                        new ObjectMapper().readTree(outcome.stdout()).spliterator(), false)
                .mapToInt(image -> image.get("registryRequests").asInt())
                .sum();
        assertThat(settledRequests()).isEqualTo(before + counted);
    }

    /// The registry writes a line after its answer, and one line may overtake another: until two looks agree.
    private int settledRequests() {
        return Await.value("the access log to settle", Duration.ofSeconds(30), () -> {
            int first = registry.requests().size();
            return registry.requests().size() == first ? Optional.of(first) : Optional.empty();
        });
    }

    @Test
    void thousandsOfImagesAreAnsweredInOneCall() throws IOException {
        List<RealSigstore.Row> two = List.of(row("legacy-index"), row("neg-unsigned"));
        List<RealSigstore.Row> thousands =
                Collections.nCopies(1_000, two).stream().flatMap(List::stream).toList();
        Path list = Files.writeString(
                folder.resolve("images.txt"),
                String.join(
                        "\n", thousands.stream().map(row -> row.on(registry)).toList()));

        Outcome outcome = ProvgateProcess.run(arguments("delivery.yaml", List.of("@" + list)));

        assertStatuses(outcome, thousands, RealSigstore.Row::delivery);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    private static void assertStatuses(
            Outcome outcome, List<RealSigstore.Row> rows, Function<RealSigstore.Row, String> expected) {
        try {
            List<String> answers = new ArrayList<>();
            List<String> wanted = new ArrayList<>();
            JsonNode document = new ObjectMapper().readTree(outcome.stdout());
            assertThat(document).as(outcome.stderr()).hasSize(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                RealSigstore.Row row = rows.get(i);
                JsonNode image = document.get(i);
                assertThat(image.get("image").asText()).isEqualTo(row.on(registry));
                String reason =
                        row.reason().isEmpty() ? "" : " " + image.get("reason").asText();
                answers.add(row.name() + " " + image.get("status").asText() + reason);
                wanted.add((row.name() + " " + expected.apply(row) + " " + row.reason()).strip());
            }
            assertThat(answers).containsExactlyElementsOf(wanted);
        } catch (IOException malformed) {
            throw new AssertionError(outcome.toString(), malformed);
        }
    }

    private static Outcome verify(String policy, List<RealSigstore.Row> rows) {
        return ProvgateProcess.run(
                arguments(policy, rows.stream().map(row -> row.on(registry)).toList()));
    }

    private static String[] arguments(String policy, List<String> images) {
        return concat(
                        List.of(
                                "verify",
                                "--policy",
                                file(policy),
                                "--trust-root",
                                RealSigstore.trustedRoot().toString(),
                                "--plain-http",
                                registry.host(),
                                "-o",
                                "json"),
                        images)
                .toArray(String[]::new);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<RealSigstore.Row> rows(String kind) {
        return RealSigstore.rows().stream()
                .filter(row -> row.kind().equals(kind))
                .toList();
    }

    private static RealSigstore.Row row(String name) {
        return RealSigstore.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
