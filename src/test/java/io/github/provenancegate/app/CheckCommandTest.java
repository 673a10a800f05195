package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.report.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `check` says of manifests, by policies on images of a registry over loopback.
class CheckCommandTest {
    private static final FakeRegistry REGISTRY = FakeRegistry.start();
    private static final VirtualSigstore SIGSTORE = VirtualSigstore.seeded(InstantSource.system(), 1);
    private static final DeliveredImages DELIVERY = new DeliveredImages(ImageStore.of(REGISTRY), SIGSTORE);
    private static Map<Scenario, String> images = Map.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void deliver() {
        images = DELIVERY.pushAll();
    }

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("root.json"), SIGSTORE.trustedRootJson());
        Files.writeString(folder.resolve("enforce.yaml"), DELIVERY.policy("delivery", ""));
        Files.writeString(
                folder.resolve("audit.yaml"),
                DELIVERY.policy("delivery", "  mode: audit\n  namespaces: {exclude: [sandbox]}\n"));
    }

    private InProcess check(String in, String policy, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "check",
                "--policy",
                folder.resolve(policy).toString(),
                "--trust-root",
                folder.resolve("root.json").toString(),
                "--plain-http",
                REGISTRY.host()));
        arguments.addAll(List.of(options));
        return InProcess.run(folder, in, arguments);
    }

    private static String image(Scenario scenario) {
        return images.getOrDefault(scenario, "");
    }

    private static String pod(String namespace, String image) {
        return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: " + namespace
                + "}\nspec: {containers: [{name: app, image: \"" + image + "\"}]}\n";
    }

    @Test
    void eachImageIsAnsweredWithFileDocumentAndField() throws IOException {
        Files.createDirectories(folder.resolve("deploy/sub"));
        Files.writeString(folder.resolve("deploy/sub/b.yml"), pod("shop", image(Scenario.NO_SIG)));
        Files.writeString(
                folder.resolve("deploy/a.yaml"), "kind: [is, no, text]\n" + pod("shop", image(Scenario.VERIFIED)));

        InProcess ended =
                check("", "enforce.yaml", "-f", folder.resolve("deploy").toString(), "-o", "json");

        Schemas.assertReport(ended.out());
        assertThat(ended.all("decision")).containsExactly("admit", "deny");
        JsonNode place = ended.json().get(1).get("place");
        assertThat(place.get("file").asText()).endsWith("deploy/sub/b.yml");
        assertThat(place.get("document").asInt()).isEqualTo(1);
        assertThat(place.get("line").asInt()).isEqualTo(5);
        assertThat(place.get("field").asText()).isEqualTo("spec.containers[0].image");
        assertThat(ended.json().get(0).get("place").get("document").asInt()).isEqualTo(2);
        assertThat(ended.err()).contains("document 1 is no Kubernetes object");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
    }

    @Test
    void admissionIsWhatThePolicySaysUnlessSomebodyAsksForMore() {
        String manifests = pod("shop", image(Scenario.NO_SIG)) + pod("sandbox", image(Scenario.NO_SIG));

        InProcess audited = check(manifests, "audit.yaml", "-f", "-", "-o", "json");
        InProcess enforced = check(manifests, "audit.yaml", "--enforce", "-f", "-", "-o", "json");

        assertThat(audited.all("decision")).containsExactly("audit", "admit");
        assertThat(audited.exitCode()).isEqualTo(ExitCode.ALL_PROVEN);
        assertThat(enforced.all("decision")).containsExactly("deny", "admit");
        assertThat(enforced.exitCode()).isEqualTo(ExitCode.NOT_PROVEN);
    }

    @Test
    void anObjectWithoutANamespaceGoesWhereItIsSaidTo() {
        String manifest = pod("sandbox", image(Scenario.NO_SIG)).replace(", namespace: sandbox", "");

        assertThat(check(manifest, "audit.yaml", "--enforce", "-f", "-", "-o", "json")
                        .all("decision"))
                .containsExactly("deny");
        assertThat(check(manifest, "audit.yaml", "--enforce", "-n", "sandbox", "-f", "-", "-o", "json")
                        .all("decision"))
                .containsExactly("admit");
    }

    @Test
    void imagesOfWhichNoPolicySpeaksAreUnmatched() {
        String manifest = pod("shop", "unmatched.example/x:1");

        assertThat(check(manifest, "enforce.yaml", "-f", "-", "-o", "json").all("decision"))
                .containsExactly("warn");
        assertThat(check(manifest, "enforce.yaml", "--unmatched", "deny", "-f", "-", "-o", "json")
                        .all("decision"))
                .containsExactly("deny");
    }

    @Test
    void aTagIsResolvedOnceHoweverManyObjectsNameIt() {
        String tagged = image(Scenario.VERIFIED).replaceFirst("@.*", ":latest");
        REGISTRY.forgetRequests();

        check(pod("shop", tagged).repeat(50), "enforce.yaml", "-f", "-");

        assertThat(REGISTRY.requests().stream()
                        .filter(request -> request.target().endsWith("/manifests/latest")))
                .hasSize(1);
    }

    @Test
    void aManifestThatCannotBeReadIsNoSuccess() {
        InProcess ended = check(
                pod("shop", image(Scenario.VERIFIED)) + "---\na: b: c\n", "enforce.yaml", "-f", "-", "-o", "json");

        assertThat(ended.all("decision")).containsExactly("admit");
        assertThat(ended.err()).contains("standard input:").contains("is no YAML");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(check("", "enforce.yaml", "-f", folder.resolve("nothing").toString())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void everyFormIsWritten() throws IOException {
        Files.writeString(
                folder.resolve("my pod.yaml"),
                pod("shop", image(Scenario.NO_SIG)) + pod("shop", image(Scenario.VERIFIED)) + pod("shop", "UPPER"));
        String file = folder.resolve("my pod.yaml").toString();

        JsonNode sarif = Schemas.assertSarif(
                check("", "enforce.yaml", "-f", file, "-o", "sarif").out());
        JsonNode result = sarif.get("runs").get(0).get("results").get(0);
        JsonNode location = result.get("locations").get(0).get("physicalLocation");
        assertThat(location.get("artifactLocation").get("uri").asText()).endsWith("/my%20pod.yaml");
        assertThat(location.get("region").get("startLine").asInt()).isEqualTo(5);
        assertThat(result.get("level").asText()).isEqualTo("error");

        assertThat(check("", "enforce.yaml", "-f", file, "-o", "csv").out().lines())
                .hasSize(4)
                .first()
                .isEqualTo(
                        "file,document,line,object,field,container,image,decision,verification_status,reason,policy,message");
        assertThat(check("", "enforce.yaml", "-f", file, "-o", "markdown").out())
                .contains("| file | document |")
                .contains("3 images: 1 admitted, 2 denied, 0 denied because it could not be found out");
        assertThat(check("", "enforce.yaml", "-f", file).out())
                .contains("my pod.yaml, document 1: Pod shop/web\n  ✗ deny  \"app\" " + image(Scenario.NO_SIG))
                .contains("NO_SIG UNSIGNED: no signature was found")
                .contains("line 5: spec.containers[0].image\n      policy acme\n")
                .contains("  ✓ admit  \"app\" " + image(Scenario.VERIFIED) + "\n      DELIVERY_VERIFIED\n");
    }
}
