package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.FakeChainguard;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryImages;
import io.github.provenancegate.fake.FakeRegistryImages.Platform;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The images about which the script that this product succeeds was wrong: its answer beside ours.
class ScriptHolesTest {
    private static final String ORG = DeliveredImages.ORGANIZATION;
    private static final String ID = DeliveredImages.ORGANIZATION_ID;

    /// Everything under `https://issuer.enforce.dev` matched the script's expression: pull tokens and users
    /// too.
    private static final Identity PULL_TOKEN = Identity.ofEnforce(ID, "00000000000000aa");

    private static final Digest OTHER = new Digest("a".repeat(64));

    private final FakeRegistry registry = FakeRegistry.start();
    private final FakeChainguard chainguard = FakeChainguard.start();
    private final VirtualSigstore sigstore = VirtualSigstore.seeded(InstantSource.system(), 1);
    private final DeliveredImages delivery = new DeliveredImages(ImageStore.of(registry), sigstore);

    @TempDir
    private Path folder;

    /// A hole in delivery mode; ordered as the answers will be.
    private enum Hole {
        ANY_ACCOUNT_OF_CHAINGUARD("DELIVERY_VERIFIED", "ERROR WRONG_SIGNER"),
        BUNDLE_FORMAT("NO_SIG", "DELIVERY_VERIFIED PROVEN"),
        LABELS_THAT_ARE_NULL("a crash", "NO_BASE BASE_LABEL_MISSING"),
        LOG_INDEX_THAT_ANYBODY_CAN_WRITE("DELIVERY_VERIFIED", "ERROR LOG_ENTRY_INVALID"),
        NO_LOG_BUNDLE("a crash", "PARTIAL LOG_ENTRY_MISSING"),
        ONE_PLATFORM_WITHOUT_BASE("DELIVERY_VERIFIED", "NO_BASE BASE_LABEL_MISSING"),
        ORGANISATIONS_ARE_ALL_ALIKE("DELIVERY_VERIFIED", "ERROR WRONG_SIGNER"),
        PAYLOAD_OVER_ANOTHER_DIGEST("DELIVERY_VERIFIED", "ERROR DIGEST_MISMATCH"),
        TWO_SIGNATURES("a crash", "DELIVERY_VERIFIED PROVEN");

        private final String script;
        private final String ours;

        Hole(String script, String ours) {
            this.script = script;
            this.ours = ours;
        }

        String repository() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String path() {
            return ORG + "/" + repository();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        chainguard.trust("top-secret");
        chainguard.addGroup(ORG, ID);
        Files.writeString(folder.resolve("root.json"), sigstore.trustedRootJson());
    }

    @AfterEach
    void stop() {
        chainguard.close();
        registry.close();
    }

    private void list(String repository) {
        chainguard.addRepository(ID, ID + "/%016x".formatted(repository.hashCode()), repository);
    }

    private InProcess verify(String... options) {
        return InProcess.run(
                new Surroundings(Map.of("CHAINGUARD_TOKEN", "top-secret"), folder),
                "",
                Stream.concat(
                                Stream.of(
                                        "verify",
                                        "--customer-org",
                                        ORG,
                                        "--identities",
                                        DeliveredImages.SYNCER_ID,
                                        "--registry",
                                        registry.host(),
                                        "--plain-http",
                                        registry.host(),
                                        "--plain-http",
                                        "127.0.0.1",
                                        "--trust-root",
                                        folder.resolve("root.json").toString(),
                                        "--chainguard-api",
                                        chainguard.address().toString(),
                                        "--no-csv",
                                        "-o",
                                        "json"),
                                Stream.of(options))
                        .toList());
    }

    private void push(Hole hole) {
        FakeRegistryImages images = registry.images(hole.path());
        Digest image = images.image(hole.name(), Map.of(FakeRegistryImages.BASE_DIGEST, OTHER.toString()), Map.of());
        switch (hole) {
            case PAYLOAD_OVER_ANOTHER_DIGEST -> sign(hole, image, legacy(DeliveredImages.SYNCER, OTHER));
            case LOG_INDEX_THAT_ANYBODY_CAN_WRITE ->
                sign(
                        hole,
                        image,
                        sigstore.sign(DeliveredImages.SYNCER, image.toString())
                                .spoiledBy(ReceiptDefect.INDEX_CHANGED)
                                .legacy());
            case ANY_ACCOUNT_OF_CHAINGUARD -> sign(hole, image, legacy(PULL_TOKEN, image));
            case ORGANISATIONS_ARE_ALL_ALIKE -> sign(hole, image, legacy(DeliveredImages.OTHER_ORGANIZATION, image));
            case NO_LOG_BUNDLE ->
                sign(
                        hole,
                        image,
                        sigstore.sign(DeliveredImages.SYNCER, image.toString())
                                .loggedIn(Logging.NONE)
                                .legacy());
            case TWO_SIGNATURES -> sign(hole, image, legacy(PULL_TOKEN, image), legacy(DeliveredImages.SYNCER, image));
            case BUNDLE_FORMAT -> bundle(hole, image);
            case LABELS_THAT_ARE_NULL -> {
                image = images.imageOfConfig(hole.name(), "{\"config\":{\"Labels\":null}}", Map.of());
                sign(hole, image, legacy(DeliveredImages.SYNCER, image));
            }
            case ONE_PLATFORM_WITHOUT_BASE -> {
                Digest bare = images.image("bare", Map.of(), Map.of());
                image = images.index(
                        List.of(new Platform("linux", "amd64", image), new Platform("linux", "arm64", bare)), Map.of());
                sign(hole, image, legacy(DeliveredImages.SYNCER, image));
            }
        }
        registry.tag(hole.path(), "latest", image);
        list(hole.repository());
    }

    private LegacySignature legacy(Identity identity, Digest digest) {
        return sigstore.sign(identity, digest.toString()).legacy();
    }

    private void sign(Hole hole, Digest image, LegacySignature... signatures) {
        delivery.push(hole.path(), image, List.of(signatures));
    }

    private void bundle(Hole hole, Digest image) {
        SignatureManifest referrer = sigstore.sign(DeliveredImages.SYNCER, image.toString())
                .bundle()
                .referrer("application/vnd.oci.image.manifest.v1+json", 1);
        referrer.blobs().forEach(blob -> registry.pushBlob(hole.path(), blob.bytes()));
        registry.pushManifest(
                hole.path(),
                referrer.manifest().mediaType(),
                referrer.manifest().bytes());
        var index = BundleSignature.index(List.of(referrer));
        registry.tag(
                hole.path(),
                BundleSignature.fallbackTag(image.toString()),
                registry.pushManifest(hole.path(), index.mediaType(), index.bytes()));
    }

    @Test
    void everyHoleOfTheScriptHasTheRightAnswerHere() {
        Arrays.stream(Hole.values()).forEach(this::push);

        InProcess ended = verify();

        List<String> answers = new ArrayList<>();
        List<Hole> holes = Arrays.stream(Hole.values())
                .sorted(Comparator.comparing(Hole::repository))
                .toList();
        for (int i = 0; i < holes.size(); i++) {
            Hole hole = holes.get(i);
            String ours = ended.all("status").get(i) + " " + ended.all("reason").get(i);
            answers.add(hole + ": " + ours);
            assertThat(ours)
                    .as("%s, of which the script says: %s", hole, hole.script)
                    .isNotEqualTo(hole.script);
        }
        assertThat(answers)
                .containsExactlyElementsOf(
                        holes.stream().map(hole -> hole + ": " + hole.ours).toList());
        assertThat(ended.exitCode()).as("the script's is 0").isEqualTo(ExitCode.NOT_PROVEN);
    }

    /// The script looks at the base image alone: it says VERIFIED.
    @Test
    void anUnsignedImageWithACopiedLabelIsNotVerified() {
        String name = DeliveredImages.Scenario.NO_SIG.repository();
        delivery.push(DeliveredImages.Scenario.NO_SIG);
        list(name);

        assertThat(verify("--full").all("status")).containsExactly("NO_SIG");
    }

    /// The script leaves them out.
    @Test
    void aRepositoryWithASlashInItsNameIsVerifiedToo() {
        Digest image =
                delivery.pushIndex(ORG + "/charts/app", "app", Optional.of(OTHER), Optional.of(DeliveredImages.SYNCER));
        list("charts/app");

        assertThat(verify().all("image")).containsExactly(registry.host() + "/" + ORG + "/charts/app:latest");
        assertThat(verify().all("digest")).containsExactly(image.toString());
        assertThat(verify().all("status")).containsExactly("DELIVERY_VERIFIED");
    }

    /// The script resolves the tag four times, so that its answer may be about four images.
    @Test
    void aTagIsResolvedOnce() {
        delivery.push(DeliveredImages.Scenario.VERIFIED);
        list("verified");
        registry.forgetRequests();

        assertThat(verify("--full").all("status")).containsExactly("VERIFIED");

        assertThat(registry.requests())
                .filteredOn(request -> request.target().endsWith("/manifests/latest"))
                .hasSize(1);
    }

    /// The script writes wherever the name leads.
    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        InProcess ended = InProcess.run(
                new Surroundings(Map.of("CHAINGUARD_TOKEN", "x"), folder),
                "",
                List.of("verify", "--customer-org", "../../etc/passwd"));

        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(folder).isDirectoryNotContaining("glob:**.csv");
    }
}
