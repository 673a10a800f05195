package io.github.provenancegate.app;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A whole organisation: its catalogue from a stand-in of Chainguard's API, its images on a registry over
/// loopback.
abstract class DeliveredOrganisation {
    static final String ORG = DeliveredImages.ORGANIZATION;
    static final String ID = DeliveredImages.ORGANIZATION_ID;
    static final FakeRegistry REGISTRY = FakeRegistry.start();
    private static final VirtualSigstore SIGSTORE = VirtualSigstore.seeded(InstantSource.system(), 1);
    private static final DeliveredImages DELIVERY = new DeliveredImages(ImageStore.of(REGISTRY), SIGSTORE);

    final FakeChainguard chainguard = FakeChainguard.start();

    @TempDir
    Path folder;

    @BeforeAll
    static void deliver() {
        DELIVERY.pushAll();
    }

    @AfterAll
    static void stopRegistry() {
        REGISTRY.close();
    }

    @BeforeEach
    void list() throws IOException {
        chainguard.trust("top-secret");
        chainguard.addGroup(ORG, ID);
        chainguard.bind(
                ID,
                Map.of(
                        "CATALOG_SYNCER",
                        ID + "/" + DeliveredImages.SYNCER_ID,
                        "APKO_BUILDER",
                        ID + "/" + DeliveredImages.BUILDER_ID));
        for (Scenario scenario : Scenario.values()) {
            chainguard.addRepository(ID, uidp(scenario), scenario.repository());
        }
        Files.writeString(folder.resolve("root.json"), SIGSTORE.trustedRootJson());
        Files.writeString(folder.resolve("delivery.yaml"), DELIVERY.policy("delivery", ""));
        Files.writeString(folder.resolve("full.yaml"), DELIVERY.policy("full", ""));
    }

    @AfterEach
    void stop() {
        chainguard.close();
    }

    static String uidp(Scenario scenario) {
        return ID + "/" + "%016x".formatted(scenario.name().hashCode());
    }

    InProcess verify(String... options) {
        return verify(new Surroundings(Map.of("CHAINGUARD_TOKEN", "top-secret"), folder), options);
    }

    InProcess verify(Surroundings surroundings, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--registry",
                REGISTRY.host(),
                "--plain-http",
                REGISTRY.host(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--chainguard-api",
                chainguard.address().toString(),
                "--plain-http",
                "127.0.0.1"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--csv")) {
            arguments.add("--no-csv");
        }
        return InProcess.run(surroundings, "", arguments);
    }

    static List<String> sortedNames() {
        return Arrays.stream(Scenario.values())
                .map(Scenario::repository)
                .sorted()
                .toList();
    }

    static String image(String repository) {
        return REGISTRY.host() + "/" + ORG + "/" + repository + ":latest";
    }

    static Scenario scenario(String repository) {
        return Scenario.valueOf(repository.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    }
}
