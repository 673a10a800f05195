package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verifying from a registry that only an exchanged token opens, with everything wired as it is shipped.
class ChainguardRegistryTest {
    private static final String IDENTITY = DeliveredImages.ORGANIZATION_ID + "/00000000000000aa";

    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
    private final FakeRegistry registry = FakeRegistry.start();
    private final FakeChainguard chainguard = FakeChainguard.start();
    private final DeliveredImages delivery = new DeliveredImages(ImageStore.of(registry), sigstore);

    @TempDir
    private Path folder;

    @BeforeEach
    void mountAServiceAccountToken() throws IOException {
        chainguard.trust(IDENTITY, "sa-secret");
        Files.writeString(folder.resolve("token"), "sa-secret");
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
        Files.writeString(folder.resolve("delivery.yaml"), delivery.policy("delivery", ""));
    }

    @AfterEach
    void stop() {
        registry.close();
        chainguard.close();
    }

    private InProcess verify(String chainguardsRegistry) {
        String image = String.valueOf(delivery.pushAll().get(Scenario.VERIFIED));
        registry.allow(FakeRegistryAccess.Bearer.of(new FakeRegistryAccess.Login("_token", "exchanged-1")));
        InProcess ended = InProcess.run(
                folder,
                "",
                List.of(
                        "verify",
                        "--policy",
                        folder.resolve("delivery.yaml").toString(),
                        "--trust-root",
                        folder.resolve("root.json").toString(),
                        "--plain-http",
                        "127.0.0.1",
                        "--registry",
                        chainguardsRegistry,
                        "--chainguard-issuer",
                        chainguard.address().toString(),
                        "--chainguard-identity",
                        IDENTITY,
                        "--chainguard-token-file",
                        folder.resolve("token").toString(),
                        "-o",
                        "json",
                        image));
        assertThat(ended.out() + ended.err()).doesNotContain("sa-secret", "exchanged-1");
        return ended;
    }

    @Test
    void anExchangedTokenOpensChainguardsRegistry() {
        InProcess ended = verify(registry.host());

        assertThat(ended.all("status")).containsExactly("DELIVERY_VERIFIED");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(chainguard.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.target())
                        .contains("aud=" + registry.host().replace(":", "%3A")));
    }

    @Test
    void noOtherRegistryIsShownIt() {
        InProcess ended = verify("cgr.example");

        assertThat(ended.all("reason")).containsExactly("REGISTRY_UNAUTHORIZED");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_FOUND_OUT);
        assertThat(chainguard.requests()).isEmpty();
        assertThat(registry.requests())
                .extracting(FakeRegistryRequest::authorization)
                .allMatch(Optional::isEmpty);
    }
}
