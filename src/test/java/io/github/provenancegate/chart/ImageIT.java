package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.provenancegate.harness.Buildah;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProductImage;
import io.github.provenancegate.harness.ProductImageExtension;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The image that the Dockerfile describes, built and run for real on a base without a shell.
@ExtendWith(ProductImageExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ImageIT {
    private final Buildah buildah;

    @TempDir
    Path folder;

    private final String container;

    ImageIT(ProductImage image) {
        buildah = image.buildah();
        container = buildah.ask("from", ProductImage.NAME);
    }

    @AfterAll
    void end() {
        buildah.ask("rm", container);
    }

    @Test
    void theCacheFitsTheJvmAndTheJarAndAChangedJarIsNoticed() throws IOException {
        assertThat(inside("-XX:AOTMode=on", "--version").expectSuccess().stdout())
                .startsWith("provgate ");

        Path jar = buildah.mounted(container).resolve("app/provgate.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        try {
            Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
            assertThat(inside("-XX:AOTMode=on", "--version").exitCode()).isNotZero();
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
    }

    @Test
    void theWebhookRunsAsNobodyInParticularAndWritesNothingOutsideTmp() throws IOException {
        Instant before = Instant.now().minusSeconds(1);

        inside("-XX:AOTMode=on", "rehearse").expectSuccess();

        Path root = buildah.mounted(container);
        List<Path> written = new ArrayList<>();
        for (String folder : List.of("app", "opt")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                files.filter(file -> file.toFile().lastModified() > before.toEpochMilli())
                        .forEach(written::add);
            }
        }
        assertThat(written).isEmpty();
        assertThat(Files.exists(root.resolve("app/bom.json"))).isEqualTo(Files.exists(Path.of("target/bom.json")));
    }

    @Test
    void theWebhookInTheContainerBecomesReadyWithTheCacheThatItWasBuiltWith() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: public}
                spec:
                  images: ["cgr.dev/chainguard/**"]
                  verification: delivery
                  preset: chainguard-public
                """);
        Instant start = Instant.now();
        try (ProvgateProcess webhook = ProvgateProcess.startIn(
                buildah, container, folder, with("-XX:AOTMode=on"), "--policy", policy.toString())) {
            webhook.awaitReady();
            System.out.println("container start to ready: " + Duration.between(start, Instant.now()));
            assertThat(webhook.status("/q/health/live")).isEqualTo(200);
        }
    }

    @Test
    void itAddsToItsBaseTheJarAndTheCacheAndWhatTheyContain() throws IOException {
        Path app = buildah.mounted(container).resolve("app");
        try (Stream<Path> files = Files.list(app)) {
            assertThat(files.map(file -> app.relativize(file).toString()))
                    .contains("provgate.jar", "provgate.aot")
                    .isSubsetOf("provgate.jar", "provgate.aot", "bom.json");
        }
        System.out.printf(
                "image above its base: jar %d MB, start-up cache %d MB%n",
                Files.size(app.resolve("provgate.jar")) / 1_000_000,
                Files.size(app.resolve("provgate.aot")) / 1_000_000);
    }

    @Test
    void itSaysWhatItIsAndRunsAsNonRoot() throws IOException {
        JsonNode config = JsonMapper.builder()
                .build()
                .readTree(buildah.ask("inspect", "--type", "image", ProductImage.NAME))
                .at("/OCIv1/config");

        assertThat(config.path("User").asText()).isEqualTo("65532:65532");
        assertThat(config.at("/Labels/org.opencontainers.image.version").asText())
                .isEqualTo(ProductImage.VERSION);
        assertThat(config.at("/Labels/org.opencontainers.image.base.name").asText())
                .isEqualTo(Buildah.BASE);
        assertThat(words(config.path("Cmd"))).containsExactly("serve");
        assertThat(words(config.path("Entrypoint")))
                .startsWith("java")
                .contains("-XX:AOTCache=/app/provgate.aot", "-XX:+ExitOnOutOfMemoryError")
                .endsWith("-jar", "/app/provgate.jar");
    }

    /// Runs the image's own entry point with one more option of the JVM.
    private Outcome inside(String option, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("run", "--user", "65532:65532", container, "--"));
        line.addAll(with(option));
        line.addAll(List.of(arguments));
        return buildah.run(line.toArray(String[]::new));
    }

    /// The image's own entry point with one more option of the JVM.
    private List<String> with(String option) throws IOException {
        JsonNode entrypoint = JsonMapper.builder()
                .build()
                .readTree(buildah.ask("inspect", "--type", "image", ProductImage.NAME))
                .at("/OCIv1/config/Entrypoint");
        return words(entrypoint).stream()
                .flatMap(word -> word.equals("java") ? Stream.of(word, option) : Stream.of(word))
                .toList();
    }

    private static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
