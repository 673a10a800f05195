package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.Registry.Pinning;
import io.github.provenancegate.verify.Registry.Referrer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The registry edge against the distribution project's real registry, which serves what real tools pushed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OciRegistryIT {
    private DistributionRegistry registry;
    private Asking asking;

    @BeforeAll
    void start() {
        registry = DistributionRegistry.startWith(RealSigstore.registryStorage());
        asking = new Asking(registry.host());
    }

    @AfterAll
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private static List<RealSigstore.Row> rows() {
        return RealSigstore.rows();
    }

    private static ImageReference.Pinned image(RealSigstore.Row row) {
        if (ImageReference.parse("registry.example/" + row.reference()) instanceof ImageReference.Pinned pinned) {
            return pinned;
        }
        throw new AssertionError(row.reference() + " has no digest");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRealImageNamesTheBaseThatItWasBuiltFrom(RealSigstore.Row row) {
        ImageReference.Pinned image = image(row);
        BaseClaim claim = asking.baseClaim(image.repository().path(), image.digest());
        if (!row.base().contains("@")) { // names none
            assertThat(claim).isInstanceOf(BaseClaim.Missing.class);
        } else {
            assertThat(claim)
                    .isEqualTo(new BaseClaim.Named(
                            List.of(Digest.parse(row.base().substring(row.base().indexOf('@') + 1)))));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whateverRefersToARealImageIsThere(RealSigstore.Row row) {
        ImageReference.Pinned image = image(row);
        String path = image.repository().path();
        assertThat(asking.referrers(path, image.digest()).manifests())
                .extracting(Referrer::digest)
                .allSatisfy(digest -> assertThat(asking.manifest(path, digest)).isInstanceOf(Fetched.Found.class));
    }

    @Test
    void aTagIsPinnedToWhatWasPushedUnderIt() {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        String blob = registry.pushBlob("acme/app", config);
        String mediaType = "application/vnd.oci.image.manifest.v1+json";
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"config\":{\"mediaType\":"
                + "\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + blob + "\",\"size\":2},\"layers\":[]}";
        String digest = registry.pushManifest("acme/app", "1", mediaType, manifest.getBytes(StandardCharsets.UTF_8));
        assertThat(asking.pin("acme/app", "1"))
                .isInstanceOfSatisfying(
                        Pinning.Pinned.class,
                        pinned -> assertThat(pinned.image().digest()).hasToString(digest));
        assertThat(asking.blob("acme/app", Digest.parse(blob), 2)).isInstanceOf(Fetched.Found.class);
        assertThat(asking.pin("acme/app", "2")).isEqualTo(new Pinning.Absent());
        assertThat(asking.pin("acme/none", "1")).isEqualTo(new Pinning.Absent());
    }
}
