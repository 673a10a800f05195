package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verify.RealEdges;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signatures that are found among much else that refers to an image.
class KeptBundleTest {
    private static final Requirement DELIVERY = RealEdges.delivery(BaseDigestRule.OPTIONAL);
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int OTHERS = 12;
    private static final int OTHER_BYTES = 100_000;

    @TempDir
    private Path folder;

    @Test
    void aBundleIsKeptWithoutTheLargeDocumentsBesideIt() throws Exception {
        Path file = folder.resolve("cache");
        try (Cached cached = new Cached(folder, Optional.of(file))) {
            ImageReference.Pinned image = (ImageReference.Pinned) cached.edges().pinned(Scenario.NO_SIG);
            BundleSignature signature = cached.edges()
                    .sigstore()
                    .sign(DeliveredImages.SYNCER, image.digest().toString())
                    .inRepository(image.repository().toString())
                    .bundle();
            push(
                    cached,
                    image,
                    Stream.concat(
                                    IntStream.range(0, OTHERS).mapToObj(i -> other(i, image.digest())),
                                    Stream.of(signature.referrer(MANIFEST, 1)))
                            .toList());
            assertThat(cached.examine(image, DELIVERY).isProven()).isTrue();
            cached.memory().end();
            assertThat(Files.size(file)).isLessThan(OTHER_BYTES);

            cached.fake().spoil(new FakeRegistryDefect.Status(503));
            cached.restart();
            cached.requests();
            assertThat(cached.examine(image, DELIVERY).isProven()).isTrue();
            assertThat(cached.requests()).isEmpty();
        }
    }

    /// A document of another kind under the type of a bundle.
    private static SignatureManifest other(int number, Digest subject) {
        Content content = new Content(
                BundleSignature.MEDIA_TYPE,
                ("{\"n\":\"" + number + "x".repeat(OTHER_BYTES) + "\"}").getBytes(StandardCharsets.UTF_8));
        String manifest =
                """
                {"schemaVersion":2,"mediaType":"%1$s","artifactType":"%2$s",
                "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%3$s","size":%4$d},
                "layers":[{"mediaType":"%2$s","digest":"%3$s","size":%4$d}],
                "subject":{"mediaType":"%1$s","digest":"%5$s","size":1}}
                """.formatted(MANIFEST, BundleSignature.MEDIA_TYPE, content.digest(), content.size(), subject);
        return new SignatureManifest(
                new Content(MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)), List.of(content));
    }

    private static void push(Cached cached, ImageReference.Pinned image, List<SignatureManifest> referrers) {
        Repository repository = image.repository();
        referrers.forEach(referrer -> {
            referrer.blobs().forEach(blob -> cached.fake().pushBlob(repository.path(), blob.bytes()));
            cached.fake()
                    .pushManifest(
                            repository.path(),
                            referrer.manifest().mediaType(),
                            referrer.manifest().bytes());
        });
    }
}
