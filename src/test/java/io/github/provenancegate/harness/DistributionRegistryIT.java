package io.github.provenancegate.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.provenancegate.harness.DistributionRegistry.Request;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class DistributionRegistryIT {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @Test
    void everyImageThatARealSigstoreSignedIsServedByItsDigest() throws Exception {
        try (var registry = DistributionRegistry.startWith(RealSigstore.registryStorage())) {
            var rows = RealSigstore.rows();
            assertThat(rows).hasSize(31);
            for (var row : rows) {
                var manifest = get(registry, row.reference().replace("@", "/manifests/"));
                assertThat(manifest.statusCode()).as(row.name()).isEqualTo(200);
                assertThat(row.reference()).endsWith(DistributionRegistry.digest(manifest.body()));
            }
        }
    }

    @Test
    void whatWasPushedIsServedAndEachRequestIsOnRecord() throws Exception {
        try (var registry = DistributionRegistry.start()) {
            var config = "{}".getBytes(UTF_8);
            var digest = registry.pushBlob("acme/web", config);
            var manifest = """
                    {"schemaVersion":2,"mediaType":"%s","layers":[],
                     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d}}
                    """.formatted(MANIFEST, digest, config.length).getBytes(UTF_8);
            var pushed = registry.pushManifest("acme/web", "1.0", MANIFEST, manifest);

            assertThat(get(registry, "acme/web/manifests/1.0").body()).isEqualTo(manifest);
            assertThat(get(registry, "acme/web/manifests/" + pushed).body()).isEqualTo(manifest);
            assertThat(get(registry, "acme/web/manifests/none").statusCode()).isEqualTo(404);
            assertThat(registry.requests())
                    .filteredOn(request -> request.method().equals("GET"))
                    .containsExactly(
                            new Request("GET", "/v2/acme/web/manifests/1.0", 200),
                            new Request("GET", "/v2/acme/web/manifests/" + pushed, 200),
                            new Request("GET", "/v2/acme/web/manifests/none", 404));

            registry.deleteManifest("acme/web", pushed);
            assertThat(get(registry, "acme/web/manifests/1.0").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aStoppedRegistryRefusesConnectionsUntilItIsRestarted() throws Exception {
        try (var registry = DistributionRegistry.start()) {
            var digest = registry.pushBlob("acme/web", "kept".getBytes(UTF_8));

            registry.stop();
            assertThatThrownBy(() -> get(registry, "acme/web/blobs/" + digest)).isInstanceOf(ConnectException.class);

            registry.restart();
            assertThat(get(registry, "acme/web/blobs/" + digest).body())
                    .asString()
                    .isEqualTo("kept");
        }
    }

    private static HttpResponse<byte[]> get(DistributionRegistry registry, String path)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://%s/v2/%s".formatted(registry.host(), path)))
                    .header("Accept", MANIFEST)
                    .header("Accept", "application/vnd.oci.image.index.v1+json")
                    .build();
            return client.send(request, BodyHandlers.ofByteArray());
        }
    }
}
