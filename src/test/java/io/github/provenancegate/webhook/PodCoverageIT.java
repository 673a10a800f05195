package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Every way in which a Pod can bring an image in, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class PodCoverageIT {
    private final ControlPlane plane;
    private final DeliveredCluster cluster;
    private final PodNamespace namespace;
    private final String good;
    private final String bad;

    PodCoverageIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = DeliveredCluster.start(plane, folder);
        namespace = cluster.delivery();
        good = cluster.image(Scenario.VERIFIED);
        bad = cluster.image(Scenario.NO_SIG);
    }

    /// One Pod is older than the webhook.
    @BeforeAll
    void install() {
        namespace.run("old", bad).expectSuccess();
        cluster.install();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void initContainersAndSidecarsAreJudged() {
        String spec = "{initContainers: [{name: side, image: \"%s\", restartPolicy: Always}],"
                + " containers: [{name: app, image: \"%s\"}]}";
        denied(namespace.create("init", spec.formatted(bad, good)), "init container \"side\"");
        namespace.create("init", spec.formatted(good, good)).expectSuccess();
    }

    @Test
    void imageVolumesAreJudged() {
        String spec = "{containers: [{name: app, image: \"%s\", volumeMounts: [{name: model, mountPath: /m}]}],"
                + " volumes: [{name: model, image: {reference: \"%s\"}}]}";
        Answer answer = namespace.create("volume", spec.formatted(good, bad));
        denied(answer, "image volume \"model\"");
        assertThat(answer.body().at("/details/causes/0/field").asText()).isEqualTo("spec.volumes[0].image.reference");
        namespace.create("volume", spec.formatted(good, good)).expectSuccess();
    }

    @Test
    void ephemeralContainersAreJudged() {
        namespace.run("debugged", good).expectSuccess();
        String debug = "{spec: {ephemeralContainers: [{name: debug, image: \"%s\"}]}}";
        denied(namespace.patch("debugged/ephemeralcontainers", debug.formatted(bad)), "ephemeral container \"debug\"");
        namespace.patch("debugged/ephemeralcontainers", debug.formatted(good)).expectSuccess();
    }

    @Test
    void anImageThatIsChangedLaterIsJudged() {
        namespace.run("changed", good).expectSuccess();
        denied(
                namespace.patch("changed", "{spec: {containers: [{name: app, image: \"" + bad + "\"}]}}"),
                "container \"app\"");
    }

    @Test
    void aPodThatIsOlderThanTheWebhookCanBeLabelledButBringsNothingNewIn() {
        namespace.patch("old", "{metadata: {labels: {touched: \"yes\"}}}").expectSuccess();
        denied(
                namespace.patch(
                        "old/ephemeralcontainers",
                        "{spec: {ephemeralContainers: [{name: debug, image: \"" + bad + "\"}]}}"),
                "ephemeral container \"debug\"");
    }

    @Test
    void nothingThatAPodSaysAboutItselfProvesIt() {
        denied(namespace.createAs(plane.api(), """
                        metadata:
                          name: forged
                          labels: {provenance: verified}
                          annotations: {provenance-gate.github.io/verified: "true", kubernetes.io/config.mirror: x}
                          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: trusted, uid: "1", controller: true}]
                          finalizers: [example.com/hold]
                        spec: {nodeName: n1, containers: [{name: app, image: "%s"}]}
                        """.formatted(bad)), "container \"app\"");
    }

    @Test
    void onlyAKubeletAnnouncesAMirrorPod() {
        String mirror = """
                metadata: {name: mirror, annotations: {kubernetes.io/config.mirror: x}}
                spec: {nodeName: n1, containers: [{name: app, image: "%s"}]}
                """.formatted(bad);
        denied(namespace.createAs(plane.api(), mirror), "container \"app\"");
        namespace
                .createAs(plane.api().as("system:node:n1", "system:nodes", "system:masters"), mirror)
                .expectSuccess();
    }

    @Test
    void aThousandContainersOfOneImageAreOneVerification() {
        namespace.run("counted", good).expectSuccess();
        int before = cluster.registry().requests().size();
        namespace.run("counted-again", good).expectSuccess();
        int one = cluster.registry().requests().size() - before;

        namespace.create("many", containers(1_000, good)).expectSuccess();
        assertThat(cluster.registry().requests().size() - before - one).isEqualTo(one);
    }

    @Test
    void moreThanSixtyFourDistinctImagesAreDenied() {
        String spec = IntStream.range(0, 65)
                .mapToObj(i -> "{name: c%d, image: \"%s\"}".formatted(i, good.replace("/verified@", "/v" + i + "@")))
                .collect(Collectors.joining(",", "{containers: [", "]}"));
        Answer answer = namespace.create("crowd", spec);
        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message()).contains("ERROR TOO_MANY_IMAGES: the Pod names 65 distinct images");
    }

    @Test
    void aNameThatIsNoImageIsDeniedWithItsTextMadeHarmless() {
        Answer answer = namespace.run("nasty", "registry.example/a\\e[31m\\nb");
        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message())
                .contains("ERROR IMAGE_INVALID: ", "\\u001b[31m\\u000ab")
                .doesNotContain("\u001b");
    }

    @Test
    void aPodOfMegabytesIsJudged() {
        String lot = "<".repeat(1_000_000);
        denied(
                namespace.create(
                        "large", "{containers: [{name: app, image: \"%s\", args: [\"%s\"]}]}".formatted(bad, lot)),
                "container \"app\"");
        namespace
                .create("large", "{containers: [{name: app, image: \"%s\", args: [\"%s\"]}]}".formatted(good, lot))
                .expectSuccess();
    }

    /// A field that a later Kubernetes adds must be looked at before it is let pass.
    @Test
    void thePodSpecOfThisKubernetesNamesImagesOnlyWhereTheReaderLooks() {
        JsonNode definitions =
                plane.api().get("/openapi/v2").expectSuccess().body().path("definitions");
        Set<String> paths = new TreeSet<>();
        collect(definitions, "io.k8s.api.core.v1.PodSpec", "", new HashSet<>(), paths);
        assertThat(paths)
                .containsExactlyInAnyOrder(
                        "containers.image",
                        "containers.imagePullPolicy",
                        "initContainers.image",
                        "initContainers.imagePullPolicy",
                        "ephemeralContainers.image",
                        "ephemeralContainers.imagePullPolicy",
                        "imagePullSecrets",
                        "volumes.image",
                        // a block device of a Ceph cluster, not an OCI image
                        "volumes.rbd.image");
    }

    private static void collect(
            JsonNode definitions, String type, String prefix, Set<String> within, Set<String> paths) {
        if (!within.add(type)) {
            return;
        }
        definitions.path(type).path("properties").properties().forEach(property -> {
            String path = prefix + property.getKey();
            if (property.getKey().toLowerCase(java.util.Locale.ROOT).contains("image")) {
                paths.add(path);
            }
            String reference = property.getValue().findPath("$ref").asText();
            if (!reference.isEmpty()) {
                collect(definitions, reference.substring("#/definitions/".length()), path + ".", within, paths);
            }
        });
        within.remove(type);
    }

    private static void denied(Answer answer, String where) {
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(403);
        assertThat(answer.reason()).isEqualTo("NO_SIG");
        assertThat(answer.message()).contains("denied the request: " + where + ": ");
    }

    private static String containers(int count, String image) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{name: c%d, image: \"%s\"}".formatted(i, image))
                .collect(Collectors.joining(",", "{containers: [", "]}"));
    }
}
