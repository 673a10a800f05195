package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.provenancegate.kubernetes.ManifestImages.Named;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
    private static ManifestImages read(String text) {
        return ManifestReader.read("x.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> images(String text) {
        return read(text).images().stream().map(named -> named.image().text()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "v1, Pod, spec",
        "v1, PodTemplate, template.spec",
        "v1, ReplicationController, spec.template.spec",
        "apps/v1, Deployment, spec.template.spec",
        "apps/v1, ReplicaSet, spec.template.spec",
        "apps/v1, StatefulSet, spec.template.spec",
        "apps/v1, DaemonSet, spec.template.spec",
        "batch/v1, Job, spec.template.spec",
        "batch/v1, CronJob, spec.jobTemplate.spec.template.spec",
        "argoproj.io/v1alpha1, Rollout, spec.template.spec",
        "example.com/v1, Database, spec.nodes.primary.pod.template.spec"
    })
    void everyKindThatHasAPodTemplateIsLookedAt(String apiVersion, String kind, String path) {
        StringBuilder text = new StringBuilder(
                "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: web, namespace: shop}\n");
        String indent = "";
        for (String part : List.of(path.split("\\.", -1))) {
            text.append(indent).append(part).append(":\n");
            indent += "  ";
        }
        text.append(indent).append("initContainers: [{name: init, image: i:1}]\n");
        text.append(indent).append("containers:\n").append(indent).append("- {name: app, image: a:1}\n");
        text.append(indent).append("volumes: [{name: data, image: {reference: v:1}}, {name: other, emptyDir: {}}]\n");

        assertThat(read(text.toString()).images())
                .extracting(named -> named.image().field() + " " + named.image().text())
                .containsExactlyInAnyOrder(
                        path + ".containers[0].image a:1",
                        path + ".initContainers[0].image i:1",
                        path + ".volumes[0].image.reference v:1");
        assertThat(read(text.toString()).images()).allSatisfy(named -> {
            assertThat(named.kind()).isEqualTo(kind);
            assertThat(named.namespace()).contains("shop");
            assertThat(named.name()).isEqualTo("web");
            assertThat(named.line()).isGreaterThan(3);
        });
    }

    @Test
    void aListAndSeveralDocumentsAreReadWithTheirPlaces() {
        ManifestImages read = read("""
                ---
                # nothing
                ---
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {containers: [{name: a, image: "a:1"}]}}
                - apiVersion: apps/v1
                  kind: DeploymentList
                  items:
                  - apiVersion: apps/v1
                    kind: Deployment
                    metadata: {generateName: two-}
                    spec: {template: {spec: {containers: [{name: b, image: "b:1"}]}}}
                ---
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "three"}, "spec": {"containers": [{"image": "c:1"}]}}
                """);

        assertThat(read.images())
                .extracting(
                        Named::document,
                        Named::line,
                        Named::name,
                        named -> named.image().field())
                .containsExactly(
                        tuple(2, 7, "one", "items[0].spec.containers[0].image"),
                        tuple(2, 14, "two-", "items[1].items[0].spec.template.spec.containers[0].image"),
                        tuple(3, 16, "three", "spec.containers[0].image"));
        assertThat(read.faults()).isEmpty();
    }

    @Test
    void helmHooksAreObjectsLikeOthers() {
        assertThat(images("""
                        apiVersion: batch/v1
                        kind: Job
                        metadata:
                          name: migrate
                          annotations: {helm.sh/hook: "pre-install,pre-upgrade"}
                        spec: {template: {spec: {containers: [{name: m, image: "m:1"}]}}}
                        """)).containsExactly("m:1");
    }

    @Test
    void aContainerWithoutAnImageIsToldOfKubernetesOwnKindsOnly() {
        assertThat(images("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a}]}"))
                .containsExactly("");
        assertThat(images("apiVersion: example.com/v1\nkind: X\nmetadata: {name: x}\nspec: {containers: [{name: a}]}"))
                .isEmpty();
    }

    @Test
    void anchorsAndMergedMappingsAreFollowed() {
        assertThat(images("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: x}
                        spec:
                          containers:
                          - &base {name: a, image: "a:1"}
                          - {<<: *base, name: b}
                          - *base
                        """)).containsExactly("a:1", "a:1", "a:1");
    }

    @Test
    void whatIsNoYamlIsToldWithItsPlaceAndWhatWasBeforeItCounts() {
        ManifestImages read = read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: x}
                spec: {containers: [{image: a}]}
                ---
                kind: {{ .Values.kind }
                """);

        assertThat(read.images()).hasSize(1);
        assertThat(read.faults())
                .singleElement()
                .asString()
                .startsWith("x.yaml:7:1: is no YAML")
                .contains("helm template");
    }

    @Test
    void aKeyThatIsWrittenTwiceMakesItsDocumentMeaningless() {
        ManifestImages read = read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: x}
                spec:
                  containers:
                  - {image: good, image: evil}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: y}
                spec: {containers: [{image: b}]}
                """);

        assertThat(read.images()).extracting(Named::name).containsExactly("y");
        assertThat(read.faults())
                .singleElement()
                .asString()
                .contains("x.yaml:6:")
                .contains("\"image\" is written twice");
    }

    @Test
    void whatIsLeftOutIsSaid() {
        assertThat(read("replicas: 3\n").notes()).singleElement().asString().contains("no Kubernetes object");
        assertThat(
                        read("apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p}\nspec: {image: p:1}\n")
                                .notes())
                .singleElement()
                .asString()
                .contains("outside any Pod template");
        assertThat(read("""
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: p}
                        spec: {versions: [{schema: {openAPIV3Schema: {properties: {image: {default: x}}}}}]}
                        """)).isEqualTo(new ManifestImages(List.of(), List.of(), List.of()));
    }

    @Test
    void tenMegabytesAreReadAndWhatBlowsUpIsRefused() {
        String pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, annotations: {a: \"" + "x".repeat(900)
                + "\"}}\nspec: {containers: [{name: a, image: a}]}\n";
        int documents = (10 << 20) / pod.length() + 1;

        assertThat(images(pod.repeat(documents))).hasSize(documents);

        String bomb = """
                apiVersion: v1
                kind: X
                a: &a [x, x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
                d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
                e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
                f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
                g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
                h: [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
                """;
        assertThat(read(bomb).faults()).hasSize(1);
        assertThat(read("a: " + "[".repeat(100_000)).faults()).hasSize(1);
    }

    @Test
    void aContainersNameIsKnown() {
        assertThat(read("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: web, image: a}]}")
                        .images()
                        .getFirst()
                        .image()
                        .owner())
                .isEqualTo(Optional.of("web"));
    }
}
