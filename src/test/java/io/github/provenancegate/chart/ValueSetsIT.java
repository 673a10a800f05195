package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.harness.ApiSchemas;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.Helm;
import io.github.provenancegate.harness.Kubectl;
import io.github.provenancegate.harness.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every value set of the chart, from lint to a real installation and back, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ValueSetsIT {
    /// Keeps the webhooks of an installation without replicas away from the namespaces of other tests.
    private static final String NOBODY_ELSE =
            "webhook.namespaceExpressions=[{\"key\":\"chart-test\",\"operator\":\"Exists\"}]";

    private final Kubectl kubectl;
    private final Helm helm;
    private final ControlPlane plane;
    private final Path folder;
    private String schemas = "";

    ValueSetsIT(ControlPlane plane, @TempDir Path folder) {
        this.plane = plane;
        this.folder = folder;
        kubectl = plane.kubectl();
        helm = plane.helm(GoTool.HELM);
    }

    static List<String> valueSets() {
        return Chart.valueSets();
    }

    @BeforeAll
    void theClusterKnowsTheKindsOfOthers() {
        kubectl.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + Chart.NAMESPACE + "}}")
                .expectSuccess();
        Definitions.install(plane);
        schemas = ApiSchemas.writeTo(folder.resolve("schemas"), plane.api());
    }

    @AfterEach
    void nothingIsLeft() {
        helm.run("uninstall", Chart.RELEASE, "-n", Chart.NAMESPACE, "--ignore-not-found");
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void aValueSetIsSoundInEachHelmAndForTheApiServer(String set) {
        String values = Chart.values(set).toString();
        for (GoTool tool : List.of(GoTool.HELM, GoTool.HELM_3)) {
            Helm.withoutCluster(tool, folder)
                    .run("lint", "--strict", Chart.FOLDER.toString(), "-f", values, "-n", Chart.NAMESPACE)
                    .expectSuccess();
        }
        String rendered = Chart.template(GoTool.HELM, folder, "-f", values, "--include-crds");
        assertThat(Chart.objects(Chart.template(GoTool.HELM_3, folder, "-f", values, "--include-crds")))
                .isEqualTo(Chart.objects(rendered));

        assertThat(settings(rendered))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(Setting.ofKey(key)).as(key).isPresent());
        Tools.kubeconform(rendered, "-strict", "-summary", "-schema-location", schemas)
                .expectSuccess();
        kubectl.apply(rendered, "--dry-run=server", "--validate=strict", "--server-side", "--force-conflicts")
                .expectSuccess();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void aValueSetIsInstalledUpgradedAndRemoved(String set) {
        String values = Chart.values(set).toString();
        List<String> options = List.of(
                Chart.RELEASE, Chart.FOLDER.toString(), "-n", Chart.NAMESPACE, "-f", values, "--set-json", NOBODY_ELSE);

        String notes =
                helm.run(with(List.of("install"), options)).expectSuccess().stdout();
        assertThat(notes).contains("Guarded: Pods").contains("In an emergency").doesNotContain("belongs to no release");
        for (Map.Entry<String, JsonNode> one : Chart.objects(
                        Chart.template(GoTool.HELM, folder, "-f", values, "--set-json", NOBODY_ELSE, "--no-hooks"))
                .entrySet()) {
            kubectl.run(
                            "get",
                            one.getValue().path("kind").asText(),
                            one.getValue().at("/metadata/name").asText(),
                            "-n",
                            Chart.NAMESPACE)
                    .expectSuccess();
        }
        helm.run(with(List.of("upgrade"), options)).expectSuccess();

        helm.run("uninstall", Chart.RELEASE, "-n", Chart.NAMESPACE).expectSuccess();
        assertThat(kubectl.run("get", "validatingwebhookconfiguration", Chart.RELEASE)
                        .exitCode())
                .isEqualTo(1);
        kubectl.run("get", "crd", "provenancepolicies.provenance-gate.github.io")
                .expectSuccess();
    }

    @Test
    void anUpgradeRenewsTheDefinition() throws IOException {
        Path newer = folder.resolve("newer");
        copy(Chart.FOLDER, newer);
        Path definition = newer.resolve("crds/provenancepolicies.yaml");
        Files.writeString(
                definition,
                Files.readString(definition)
                        .replace(
                                "    - {name: Age,",
                                "    - {name: Newer, type: string, jsonPath: .spec.preset}\n    - {name: Age,"));
        List<String> options =
                List.of("-n", Chart.NAMESPACE, "-f", Chart.values("audit").toString(), "--set-json", NOBODY_ELSE);

        // made by helm and not by the tests' kubectl, whose the fields would be then
        kubectl.run("delete", "crd", "provenancepolicies.provenance-gate.github.io")
                .expectSuccess();
        helm.run(with(List.of("install", Chart.RELEASE, Chart.FOLDER.toString()), options))
                .expectSuccess();
        kubectl.run("get", "provenancepolicy", "acme").expectSuccess();
        assertThat(columns()).doesNotContain("Newer");
        helm.run(with(List.of("upgrade", Chart.RELEASE, newer.toString()), options))
                .expectSuccess();
        assertThat(columns()).contains("Newer");
        kubectl.run("get", "provenancepolicy", "acme").expectSuccess();
        helm.run(with(List.of("upgrade", Chart.RELEASE, Chart.FOLDER.toString()), options))
                .expectSuccess();
    }

    @ParameterizedTest
    @EnumSource(names = {"HELM", "HELM_3"})
    void anUninstallationTakesTheWebhooksFirst(GoTool tool) {
        Helm either = plane.helm(tool);
        either.run("install", Chart.RELEASE, Chart.FOLDER.toString(), "-n", Chart.NAMESPACE, "--set-json", NOBODY_ELSE)
                .expectSuccess();

        String removal = either.run("uninstall", Chart.RELEASE, "-n", Chart.NAMESPACE, "--debug")
                .expectSuccess()
                .stderr();

        assertThat(removal.lines()
                        .filter(line -> line.contains("tarting delete") || line.contains("deleting resource"))
                        .findFirst())
                .as(removal)
                .hasValueSatisfying(line -> assertThat(line).contains("ValidatingWebhookConfiguration"));
        assertThat(kubectl.run("get", "validatingwebhookconfiguration", Chart.RELEASE)
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aReleaseOfAnotherNameSaysHowToOwnTheDefinition() {
        String other = plane.createNamespace("other-gate");
        String notes = helm.run("install", "gate", Chart.FOLDER.toString(), "-n", other, "--set-json", NOBODY_ELSE)
                .expectSuccess()
                .stdout();
        assertThat(notes).contains("belongs to no release or to another one", "release-name=gate");
        helm.run("uninstall", "gate", "-n", other).expectSuccess();
    }

    @Test
    void theChartRefusesWhatWouldBeAMistake() {
        assertThat(refusal("-n", "kube-system")).contains("the namespace kube-system is not for this chart");
        assertThat(refusal("--set", "mode=enforced")).contains("mode");
        assertThat(refusal("--set", "replica=3")).contains("replica");
        assertThat(refusal("--set", "settings.https-port=8443")).contains("settings.https-port: the chart sets it");
        assertThat(refusal("--set", "certificates.mode=supplied"))
                .contains("certificates.supplied.secretName: name the");
        assertThat(refusal("--set", "floor.registries.action=Deny")).contains("floor.registries.allowed: name what");
        assertThat(refusal("--set", "proxy.https=http://user:secret@proxy:1")).contains("proxy");
    }

    private String refusal(String... options) {
        var outcome = Helm.withoutCluster(GoTool.HELM, folder)
                .run(with(
                        List.of("template", "gate", Chart.FOLDER.toString(), "-n", "gate", "--kube-version", "1.37.2"),
                        List.of(options)));
        assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
        return outcome.stderr();
    }

    /// The keys of the configuration file that the replicas get.
    private static List<String> settings(String rendered) {
        return Optional.ofNullable(Chart.objects(rendered).get("ConfigMap provenance-gate/provenance-gate"))
                .map(map -> map.at("/data/config.yaml").asText())
                .stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("[a-z].*"))
                .map(line -> line.replaceFirst(":.*", ""))
                .toList();
    }

    private String columns() {
        return kubectl.run(
                        "get",
                        "crd",
                        "provenancepolicies.provenance-gate.github.io",
                        "-o",
                        "jsonpath={.spec.versions[0].additionalPrinterColumns[*].name}")
                .expectSuccess()
                .stdout();
    }

    private static List<String> with(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
