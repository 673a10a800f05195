package io.github.provenancegate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Registry.Fetched;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a manifest says about itself, where two readers could take it for two things.
class ManifestFormTest {
    private static final String APP = "acme/app";
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final FakeRegistry fake = FakeRegistry.start();
    private final Asking asking = new Asking(fake);
    private final Digest image = fake.images(APP).image("app", Map.of(), Map.of());

    @AfterEach
    void stop() {
        fake.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":2,\"mediaType\":\"MANIFEST\",\"config\":{\"digest\":\"DIGEST\"},\"layers\":[],"
                        + "\"manifests\":[]}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"DIGEST\"},\"manifests\":[]}",
                "{\"schemaVersion\":2,\"mediaType\":\"INDEX\",\"config\":{\"digest\":\"DIGEST\"},\"layers\":[]}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.evil\",\"config\":{\"digest\":\"DIGEST\"}}",
                "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}",
                "{\"schemaVersion\":2,\"fsLayers\":[],\"layers\":[]}",
                "{\"mediaType\":\"MANIFEST\",\"config\":{\"digest\":\"DIGEST\"},\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha512:00\"},\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":7,\"layers\":[]}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "{\"schemaVersion\":2,\"schemaVersion\":2,\"config\":{\"digest\":\"DIGEST\"},\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"DIGEST\",\"digest\":\"DIGEST\"},\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"DIGEST\"},\"layers\":[]}{}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"DIGEST\"},\"layers\":[",
                "[]",
                "",
                "<html>not found</html>"
            })
    void aManifestThatIsNotWhatItIsCalledIsCorrupt(String text) {
        Digest pushed = fake.pushManifest(
                APP,
                OCI_MANIFEST,
                text.replace("MANIFEST", OCI_MANIFEST)
                        .replace("INDEX", OCI_INDEX)
                        .replace("DIGEST", DIGEST));
        assertThat(asking.manifest(APP, pushed)).isInstanceOf(Fetched.Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OCI_INDEX,
                "application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "text/html"
            })
    void aHeaderThatCallsTheManifestSomethingElseMakesItCorrupt(String header) {
        fake.spoil(new FakeRegistryDefect.WithHeader("Content-Type", header));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {OCI_MANIFEST + "; charset=utf-8", "application/json", "application/octet-stream"})
    void aHeaderThatSaysNothingElseLeavesTheManifestToItsOwnWord(String header) {
        fake.spoil(new FakeRegistryDefect.WithHeader("Content-Type", header));
        assertThat(asking.manifest(APP, image)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aManifestOfTenThousandLayersIsRead() {
        String layer = "{\"mediaType\":\"x\",\"digest\":\"" + DIGEST + "\",\"size\":0},";
        Digest large = fake.pushManifest(
                APP,
                OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"" + DIGEST + "\"},\"layers\":[" + layer.repeat(9_999)
                        + layer.substring(0, layer.length() - 1) + "]}");
        assertThat(asking.manifest(APP, large)).isInstanceOf(Fetched.Found.class);
    }
}
