package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The plain manifests in `deploy/` are what the chart renders. With `-Dprovgate.render=true` they are written
/// anew.
@ExtendWith(ControlPlaneExtension.class)
class ManifestsIT {
    private static final Path DEPLOY = Path.of("deploy");

    private static final Path CERTIFICATE = DEPLOY.resolve("overlays/cert-manager/certificate.yaml");

    /// What only helm needs.
    private static final String OF_HELM = "(?m)^ +(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\\R";

    /// The configuration's checksum restarts Pods, which kustomize does otherwise.
    private static final String CHECKSUM =
            "(?m)^      annotations:\\R        provenance-gate\\.github\\.io/configuration: \\w+\\R";

    /// What only helm needs of the definition, with the comment that says so.
    private static final String OWNERSHIP = "(?m)^  # Helm installs what(.|\n)*?(?=^spec:)";

    @TempDir
    private Path home;

    private final ControlPlane plane;

    ManifestsIT(ControlPlane plane) {
        this.plane = plane;
    }

    @Test
    void theBaseIsWhatTheChartRenders() throws IOException {
        Map<Path, String> rendered = new TreeMap<>();
        files(Chart.template(GoTool.HELM, home, "--no-hooks"))
                .forEach((name, text) -> rendered.put(DEPLOY.resolve("base").resolve(name), text));
        rendered.put(
                DEPLOY.resolve("base/crd.yaml"), Chart.read(Chart.DEFINITION).replaceFirst(OWNERSHIP, ""));
        rendered.put(
                CERTIFICATE,
                files(Chart.template(GoTool.HELM, home, "--no-hooks", "--set", "certificates.mode=cert-manager"))
                        .getOrDefault("certificate.yaml", ""));

        for (Map.Entry<Path, String> file : rendered.entrySet()) {
            if (Boolean.getBoolean("provgate.render")) {
                Files.writeString(file.getKey(), file.getValue());
            }
            assertThat(file.getKey())
                    .as("run this test with -Dprovgate.render=true")
                    .content()
                    .isEqualTo(file.getValue());
        }
        String kustomization = Chart.read(DEPLOY.resolve("base/kustomization.yaml"));
        try (Stream<Path> files = Files.list(DEPLOY.resolve("base"))) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .forEach(name -> assertThat(kustomization).contains("- " + name + "\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "enforce", "cert-manager"})
    void anOverlayIsWhatTheChartRendersWithItsValues(String overlay) {
        List<String> values = switch (overlay) {
            case "audit" -> List.of("--set", "policies.public.preset=chainguard-public");
            case "enforce" ->
                List.of("--set", "policies.public.preset=chainguard-public,mode=enforce,webhook.failurePolicy=Fail");
            default -> List.of("--set", "certificates.mode=cert-manager");
        };
        Map<String, JsonNode> chart = Chart.objects(Chart.template(
                GoTool.HELM,
                home,
                Stream.concat(Stream.of("--no-hooks"), values.stream()).toArray(String[]::new)));
        String kustomized = Tools.kustomize(DEPLOY.resolve("overlays").resolve(overlay));
        Map<String, JsonNode> plain = Chart.objects(kustomized);
        plain.remove("Namespace /provenance-gate");
        plain.remove("CustomResourceDefinition /provenancepolicies.provenance-gate.github.io");
        assertThat(withoutHelm(plain)).isEqualTo(withoutHelm(chart));
        plane.kubectl()
                .apply(ready(kustomized), "--dry-run=server", "--server-side", "--force-conflicts")
                .expectSuccess();
    }

    /// The namespace is there for real: a dry run cannot put anything into one that is not.
    private String ready(String kustomized) {
        plane.kubectl().apply(Chart.read(DEPLOY.resolve("base/namespace.yaml"))).expectSuccess();
        Definitions.install(plane);
        return kustomized;
    }

    private static Map<String, String> files(String rendered) {
        Map<String, String> files = new TreeMap<>();
        for (String document : rendered.split("(?m)^---\n", -1)) {
            if (document.startsWith("# Source: ")) {
                String source = document.lines().findFirst().orElseThrow();
                String text = document.substring(source.length() + 1)
                                .replaceAll(OF_HELM, "")
                                .replaceAll(CHECKSUM, "")
                                .strip()
                        + "\n";
                files.merge(source.substring(source.lastIndexOf('/') + 1), text, (some, more) -> some + "---\n" + more);
            }
        }
        return files;
    }

    /// Lists by name and without what only helm needs, since kustomize has an order of its own.
    private static Map<String, JsonNode> withoutHelm(Map<String, JsonNode> objects) {
        Optional.ofNullable(objects.get("ProvenancePolicy /public"))
                .map(policy -> (ObjectNode) policy.path("metadata"))
                .ifPresent(metadata -> metadata.removeAll().put("name", "public"));
        objects.values().forEach(ManifestsIT::strip);
        return objects;
    }

    private static void strip(JsonNode node) {
        node.forEach(ManifestsIT::strip);
        if (node instanceof ObjectNode object) {
            object.remove(List.of(
                    "helm.sh/chart", "app.kubernetes.io/managed-by", "provenance-gate.github.io/configuration"));
            List.of("annotations", "volumes", "volumeMounts").forEach(name -> {
                if (object.path(name).isEmpty()) {
                    object.remove(name);
                } else if (object.path(name).isArray()) {
                    Map<String, JsonNode> byName = new TreeMap<>();
                    object.path(name).forEach(one -> byName.put(one.path("name").asText(), one));
                    object.set(name, object.arrayNode().addAll(byName.values()));
                }
            });
        }
    }
}
