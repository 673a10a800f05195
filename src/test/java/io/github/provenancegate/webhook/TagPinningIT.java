package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DeployedWebhooks;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.TestCertificates;
import io.github.provenancegate.webhook.HookedCluster.Elsewhere;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tags that become digests on their way into a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class TagPinningIT {
    private final ControlPlane plane;
    private final HookedCluster cluster;
    private final PodNamespace strict;
    private final PodNamespace audited;
    private final Elsewhere failing;
    private final String tag;
    private final String pinned;
    private final String unsigned;

    TagPinningIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new HookedCluster(plane, folder);
        strict = cluster.namespace("strict", "delivery", "  requireDigest: deny\n");
        audited = cluster.namespace("audit", "delivery", "  mode: audit\n");
        failing = cluster.elsewhere("failing");
        cluster.serve(List.of(DeployedWebhooks.PIN, DeployedWebhooks.VERIFY), "--pin-tags", "verified");
        tag = cluster.tagged(Scenario.VERIFIED);
        pinned = tag + cluster.image(Scenario.VERIFIED).replaceFirst("^[^@]*", "");
        unsigned = cluster.tagged(Scenario.NO_SIG);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void everyVerifiedTagIsStoredAsTheDigestThatWasVerifiedAndThenAdmitted() {
        Answer stored = strict.create("all", """
                        {initContainers: [{name: i, image: "%1$s"}],
                         containers: [{name: a, image: "%1$s"}, {name: b, image: "%2$s"}],
                         volumes: [{name: v, image: {reference: "%1$s"}}]}""".formatted(tag, cluster.image(Scenario.VERIFIED)))
                .expectSuccess();

        assertThat(stored.warnings()).isEmpty();
        JsonNode spec = stored.body().path("spec");
        assertThat(List.of(
                        spec.at("/initContainers/0/image").asText(),
                        spec.at("/containers/0/image").asText(),
                        spec.at("/volumes/0/image/reference").asText()))
                .containsOnly(pinned);
        assertThat(spec.at("/containers/1/image").asText()).isEqualTo(cluster.image(Scenario.VERIFIED));
        assertThat(strict.audited("all")).containsEntry("decision", "admit").containsEntry("reason", "PROVEN");
        assertThat(audited(strict, "all")
                        .path("pin.provenance-gate.github.io/pinned")
                        .asText())
                .contains("init container \"i\": " + pinned, "image volume \"v\": " + pinned);
    }

    @Test
    void whatIsNotProvenStaysAsItIsForTheValidatingHook() {
        Answer denied = strict.run("unsigned", unsigned);
        assertThat(denied.reason()).isEqualTo("NO_SIG");

        Answer stored = audited.create(
                        "both",
                        "{containers: [{name: a, image: \"" + unsigned + "\"}, {name: b, image: \"" + tag + "\"}]}")
                .expectSuccess();
        assertThat(stored.body().at("/spec/containers/0/image").asText()).isEqualTo(unsigned);
        assertThat(stored.body().at("/spec/containers/1/image").asText()).isEqualTo(pinned);
    }

    @Test
    void aFailingRegistryLeavesThePodUnpatched() {
        failing.registry().spoil(new FakeRegistryDefect.Status(503));
        Answer denied = failing.namespace().run("denied", failing.byTag());
        assertThat(denied.message()).contains(failing.byTag() + ": ERROR REGISTRY_UNREACHABLE: ");
        assertThat(failing.namespace().audited("denied")).containsEntry("image", failing.byTag());
    }

    @Test
    void aDeploymentKeepsItsTagAndItsPodsAreMadeOnce() {
        strict.deploy("web", tag, 1).expectSuccess();
        JsonNode pod = strict.podOf("web");
        assertThat(pod.at("/spec/containers/0/image").asText()).isEqualTo(pinned);
        assertThat(plane.api()
                        .get("/apis/apps/v1/namespaces/" + strict.name() + "/deployments/web")
                        .body()
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo(tag);
    }

    @Test
    void aTagThatComesLaterIsPinnedToo() {
        strict.run("later", cluster.image(Scenario.VERIFIED)).expectSuccess();
        plane.kubectl()
                .run("set", "image", "pod/later", "app=" + tag, "-n", strict.name())
                .expectSuccess();
        assertThat(field("later", "/spec/containers/0/image")).isEqualTo(pinned);

        plane.kubectl()
                .run("debug", "later", "--image=" + tag, "-c", "debugger", "-n", strict.name())
                .expectSuccess();
        assertThat(field("later", "/spec/ephemeralContainers/0/image")).isEqualTo(pinned);
    }

    @Test
    void whatALaterHookBringsInIsPinnedInASecondCall(@TempDir Path folder) {
        try (SidecarInjector _ = SidecarInjector.installOn(plane, strict, TestCertificates.createIn(folder), tag)) {
            String name = SidecarInjector.PREFIX + "pod";
            Answer stored = strict.create(name, "{containers: [{name: app, image: \"" + tag + "\"}]}")
                    .expectSuccess();
            JsonNode containers = stored.body().at("/spec/containers");
            assertThat(containers.findValuesAsText("name")).contains("app", "sidecar");
            assertThat(containers.findValuesAsText("image")).containsExactly(pinned, pinned);
        }
    }

    @Test
    void applyingTheSameManifestAgainChangesNothing() {
        String manifest = """
                apiVersion: v1
                kind: Pod
                metadata: {name: again, namespace: %s}
                spec: {containers: [{name: app, image: "%s"}]}
                """.formatted(strict.name(), tag);
        plane.kubectl().apply(manifest).expectSuccess();
        // kubectl sends the tag once more, and the API server stores what it has
        String stored = version("again");
        plane.kubectl().apply(manifest).expectSuccess();
        assertThat(version("again")).isEqualTo(stored);
        plane.kubectl().apply(manifest, "--server-side", "--force-conflicts").expectSuccess();
        assertThat(field("again", "/spec/containers/0/image")).isEqualTo(pinned);
    }

    @Test
    void aThousandContainersPassTheMatchConditions() {
        String containers = IntStream.range(0, 1_000)
                .mapToObj(i -> "{name: c%d, image: \"%s\"}".formatted(i, tag))
                .collect(Collectors.joining(",", "{containers: [", "]}"));
        Answer stored = strict.create("many", containers).expectSuccess();
        assertThat(stored.body().at("/spec/containers/999/image").asText()).isEqualTo(pinned);
    }

    private String version(String pod) {
        return field(pod, "/metadata/resourceVersion");
    }

    private String field(String pod, String pointer) {
        return plane.api()
                .get(strict.path("pods/" + pod))
                .expectSuccess()
                .body()
                .at(pointer)
                .asText();
    }

    private JsonNode audited(PodNamespace namespace, String pod) {
        return plane.auditEvents(
                        event -> event.at("/objectRef/namespace").asText().equals(namespace.name())
                                && event.at("/objectRef/name").asText().equals(pod)
                                && event.path("verb").asText().equals("create"))
                .getFirst()
                .path("annotations");
    }
}
