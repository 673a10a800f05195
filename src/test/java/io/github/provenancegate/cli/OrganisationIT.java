package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TestCertificates;
import io.github.provenancegate.report.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged product on an organisation of 500 repositories: a real registry over TLS under Chainguard's
/// name, and a stand-in of its API.
class OrganisationIT {
    private static final int REPOSITORIES = 500;
    private static final String NAME = "cgr.dev";

    /// As repositories follow each other; most are good.
    private static final List<Scenario> TURNS = List.of(
            Scenario.VERIFIED,
            Scenario.VERIFIED,
            Scenario.PARTIAL,
            Scenario.VERIFIED,
            Scenario.NOT_FOUND,
            Scenario.NO_SIG,
            Scenario.VERIFIED,
            Scenario.NO_BASE,
            Scenario.ERROR,
            Scenario.VERIFIED);

    private static final FakeChainguard CHAINGUARD = FakeChainguard.start();
    private static final Map<String, Scenario> EXPECTED = new TreeMap<>();
    private static DistributionRegistry registry;
    private static String host = "";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void deliver() throws IOException {
        registry = DistributionRegistry.start();
        VirtualSigstore sigstore = VirtualSigstore.of(InstantSource.system(), new SecureRandom());
        new DeliveredImages(registry.asStore(), sigstore).pushAll();
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        host = NAME + ":" + registry.serveOverTls(TestCertificates.createIn(folder, NAME));

        CHAINGUARD.trust("top-secret");
        CHAINGUARD.page(100);
        CHAINGUARD.addGroup(DeliveredImages.ORGANIZATION, DeliveredImages.ORGANIZATION_ID);
        CHAINGUARD.bind(
                DeliveredImages.ORGANIZATION_ID,
                Map.of(
                        "CATALOG_SYNCER", DeliveredImages.ORGANIZATION_ID + "/" + DeliveredImages.SYNCER_ID,
                        "APKO_BUILDER", DeliveredImages.ORGANIZATION_ID + "/" + DeliveredImages.BUILDER_ID));
        for (int i = 0; i < REPOSITORIES; i++) {
            Scenario scenario = TURNS.get(i % TURNS.size());
            String name = "image-%03d".formatted(i);
            registry.copyRepository(
                    DeliveredImages.ORGANIZATION + "/" + scenario.repository(),
                    DeliveredImages.ORGANIZATION + "/" + name);
            if (scenario != Scenario.NOT_FOUND) {
                registry.copyRepository("chainguard-private/" + scenario.repository(), "chainguard-private/" + name);
            }
            CHAINGUARD.addRepository(
                    DeliveredImages.ORGANIZATION_ID, DeliveredImages.ORGANIZATION_ID + "/%016x".formatted(i), name);
            EXPECTED.put(name, scenario);
        }
    }

    @AfterAll
    static void stop() {
        CHAINGUARD.close();
        if (registry != null) {
            registry.close();
        }
    }

    private static Outcome verify(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--customer-org",
                DeliveredImages.ORGANIZATION,
                "--registry",
                host,
                "--resolve",
                host + ":127.0.0.1",
                "--ca-file",
                folder.resolve("authority.pem").toString(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--chainguard-api",
                CHAINGUARD.address().toString(),
                "--plain-http",
                "127.0.0.1"));
        arguments.addAll(List.of(options));
        return ProvgateProcess.runIn(
                folder, Map.of("CHAINGUARD_TOKEN", "top-secret"), arguments.toArray(String[]::new));
    }

    private static Map<String, String> statuses(Outcome outcome) {
        return StreamSupport.stream(Schemas.assertReport(outcome.stdout()).spliterator(), false)
                .collect(Collectors.toMap(
                        image -> image.get("image").asText().replaceAll(".*/|:latest$", ""),
                        image -> image.get("status").asText(),
                        (one, other) -> one + other,
                        TreeMap::new));
    }

    private static Map<String, String> expected(Function<Scenario, String> status) {
        return EXPECTED.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> status.apply(entry.getValue()),
                        (one, other) -> one + other,
                        TreeMap::new));
    }

    @Test
    void everyImageHasItsStatusInFullMode() throws IOException {
        Outcome outcome = verify("--full", "-o", "json");

        assertThat(statuses(outcome)).isEqualTo(expected(Scenario::fullStatus));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(outcome.stderr()).contains("taken from Chainguard's API").doesNotContain("top-secret");
        List<String> csv = Files.readAllLines(folder.resolve("acme.com.csv"));
        assertThat(csv.getFirst()).contains(",reference_status,");
        assertThat(csv.subList(1, csv.size()))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactlyElementsOf(EXPECTED.keySet());
    }

    @Test
    void everyImageHasItsStatusInDeliveryMode() {
        Outcome outcome = verify("--no-csv", "-o", "json");

        assertThat(statuses(outcome)).isEqualTo(expected(Scenario::deliveryStatus));
        assertThat(StreamSupport.stream(Schemas.assertReport(outcome.stdout()).spliterator(), false)
                        .map(image -> image.get("image").asText()))
                .isSorted();
    }

    @Test
    void twoRunsAreIdenticalToCompare() {
        assertThat(verify("--csv", "a.csv", "--repository", "image-0*", "-o", "sarif")
                        .exitCode())
                .isEqualTo(ExitCode.NOT_PROVEN);
        assertThat(verify("--csv", "b.csv", "--repository", "image-0*", "--full", "-o", "markdown")
                        .exitCode())
                .isEqualTo(ExitCode.NOT_PROVEN);

        Outcome compared = ProvgateProcess.runIn(folder, Map.of(), "compare", "a.csv", "b.csv", "-o", "json");

        JsonNode counts = json(compared.stdout()).get("counts");
        assertThat(counts.get("IDENTICAL").asInt()).isEqualTo(90);
        assertThat(counts.get("UNKNOWN").asInt()).isEqualTo(10); // they name no base
        assertThat(compared.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException malformed) {
            throw new AssertionError(text, malformed);
        }
    }
}
