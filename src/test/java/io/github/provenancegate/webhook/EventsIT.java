package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What people find with `kubectl events` after a review, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class EventsIT {
    private final ControlPlane plane;
    private final PolicyCluster cluster;
    private final PodNamespace enforced;
    private final PodNamespace audited;

    EventsIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        this.cluster = new PolicyCluster(plane, folder);
        ProvgateProcess process = cluster.start("events-a", cluster.line());
        process.awaitReady();
        enforced = cluster.guardedBy(process, "enforced");
        audited = cluster.guardedBy(process, "audited");
    }

    @BeforeAll
    void apply() {
        cluster.apply("enforced", cluster.policy("enforced", enforced, ""), "events-a");
        cluster.apply("audited", cluster.policy("audited", audited, "  mode: audit\n"), "events-a");
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    private JsonNode awaitEvent(PodNamespace namespace, String kind, String name) {
        return plane.api()
                .awaitItem(
                        path(namespace),
                        event -> event.path("reportingController").asText().equals("provenance-gate.github.io/webhook")
                                && event.at("/regarding/kind").asText().equals(kind)
                                && event.at("/regarding/name").asText().equals(name));
    }

    private static String path(PodNamespace namespace) {
        return "/apis/events.k8s.io/v1/namespaces/" + namespace.name() + "/events";
    }

    private List<String> namesOfOurs(PodNamespace namespace, String regarding) {
        return StreamSupport.stream(
                        plane.api().get(path(namespace)).body().path("items").spliterator(), false)
                .filter(event -> event.path("reportingController").asText().equals("provenance-gate.github.io/webhook"))
                .filter(event -> event.at("/regarding/name").asText().equals(regarding))
                .map(event -> event.at("/metadata/name").asText())
                .toList();
    }

    @Test
    void kubectlExplainsADeploymentThatGetsNoPods() {
        enforced.deploy("web", cluster.bad(), 3).expectSuccess();

        JsonNode event = awaitEvent(enforced, "Deployment", "web");
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.path("reason").asText()).isEqualTo("ImageProvenanceDenied");
        assertThat(event.at("/regarding/uid").asText()).isNotEmpty();
        assertThat(event.at("/related/kind").asText()).isEqualTo("ReplicaSet");
        assertThat(event.path("note").asText())
                .startsWith("denied: container \"app\": " + cluster.bad() + ": NO_SIG UNSIGNED: ");
        assertThat(plane.kubectl()
                        .run("events", "--for", "deployment/web", "-n", enforced.name())
                        .stdout())
                .contains("ImageProvenanceDenied", "NO_SIG UNSIGNED");
        assertThat(namesOfOurs(enforced, "web")).hasSize(1);
    }

    @Test
    void aPodOfItsOwnIsNamedAlthoughItNeverExisted() {
        assertThat(enforced.run("lonely", cluster.bad()).code()).isEqualTo(403);

        JsonNode event = awaitEvent(enforced, "Pod", "lonely");
        assertThat(event.at("/regarding/uid").asText()).isEmpty();
        assertThat(plane.kubectl()
                        .run("events", "--for", "pod/lonely", "-n", enforced.name())
                        .stdout())
                .contains("ImageProvenanceDenied");
    }

    @Test
    void aPodWithoutANameYetIsToldOfInItsNamespace() {
        assertThat(plane.api()
                        .create(
                                enforced.path("pods"),
                                "{metadata: {generateName: some-}, spec: {containers: [{name: app, image: \""
                                        + cluster.bad() + "\"}]}}")
                        .code())
                .isEqualTo(403);

        assertThat(awaitEvent(enforced, "Namespace", enforced.name())
                        .path("reason")
                        .asText())
                .isEqualTo("ImageProvenanceDenied");
    }

    @Test
    void whatIsOnlyAuditedIsToldQuietly() {
        audited.deploy("quiet", cluster.bad(), 1).expectSuccess();

        JsonNode event = awaitEvent(audited, "Deployment", "quiet");
        assertThat(event.path("type").asText()).isEqualTo("Normal");
        assertThat(event.path("reason").asText()).isEqualTo("ImageProvenanceAudit");
        assertThat(event.path("note").asText()).startsWith("admitted: container \"app\": ");
    }

    @Test
    void aPolicyWhoseNewVersionCannotBeUsedIsToldOfAboutThePolicy() {
        cluster.apply("kept", cluster.policy("kept", enforced, ""), "events-a");
        String uid = cluster.get("kept").at("/metadata/uid").asText();
        cluster.apply(
                "kept",
                cluster.policy(
                        "kept", enforced, "  reference: {signers: [{issuer: a, subject: b, trustRoot: nobodys}]}\n"),
                "events-a");

        JsonNode event = plane.api()
                .awaitItem(
                        "/apis/events.k8s.io/v1/namespaces/default/events",
                        one -> one.at("/regarding/uid").asText().equals(uid));
        assertThat(event.path("reason").asText()).isEqualTo("PolicyUnusable");
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.path("note").asText())
                .isEqualTo("version 2 cannot be used, the last good version judges on:"
                        + " spec.reference.signers[0].trustRoot: \"nobodys\" is no trust root that is known; use"
                        + " public-good, or add it with --trust-root NAME=FILE");
        assertThat(plane.kubectl()
                        .run("events", "--for", "provenancepolicy/kept", "-n", "default")
                        .stdout())
                .contains("PolicyUnusable", "trustRoot");
        assertThat(plane.kubectl().run("describe", "provenancepolicy", "kept").stdout())
                .contains("PolicyUnusable");
        cluster.delete("kept");
    }

    @Test
    void aDryRunLeavesNoEventAndNeitherDoesAProvenImage() {
        assertThat(plane.api()
                        .create(
                                enforced.path("pods?dryRun=All"),
                                "{metadata: {name: dry}, spec: {containers: [{name: app, image: \"" + cluster.bad()
                                        + "\"}]}}")
                        .code())
                .isEqualTo(403);
        enforced.run("fine", cluster.good()).expectSuccess();
        enforced.run("after", cluster.bad());
        awaitEvent(enforced, "Pod", "after"); // those before it would have been told before it

        assertThat(namesOfOurs(enforced, "dry")).isEmpty();
        assertThat(namesOfOurs(enforced, "fine")).isEmpty();
    }

    @Test
    void whereEventsAreForbiddenTheDenialStandsAndTheLossIsCounted(@TempDir Path folder) throws IOException {
        String nobody = plane.createNamespace("nobody");
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), cluster.delivered().policy("delivery", ""));
        try (ProvgateProcess process = ProvgateProcess.serveOn(
                List.of("-XX:TieredStopAtLevel=1", "-Dkubeconfig=" + plane.kubeconfigOf(nobody, "default")),
                "--events",
                "write",
                "--policy",
                policy.toString(),
                "--plain-http",
                cluster.registry().host())) {
            PodNamespace silent = PodNamespace.create(plane, "silent");
            try (WebhookConfiguration.Installed _ = WebhookConfiguration.failing(
                            process.validate(), process.certificates(), silent.name())
                    .installOn(plane)) {
                assertThat(silent.run("web", cluster.bad()).reason()).isEqualTo("NO_SIG");
                PolicyCluster.await(
                        "the loss is counted",
                        () -> process.text("/q/metrics").contains("provgate_events_dropped_total 1.0"));
                assertThat(process.log()).contains("an Event could not be written");
                assertThat(silent.run("again", cluster.bad()).reason()).isEqualTo("NO_SIG");
            }
        }
    }
}
