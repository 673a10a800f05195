package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistryAccess;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DeployedWebhooks;
import io.github.provenancegate.harness.Golden;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.webhook.HookedCluster.Elsewhere;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What people read when they are denied, and what goes on beside it, on a real API server.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class DenialsIT {
    private final ControlPlane plane;
    private final HookedCluster cluster;
    private final PodNamespace enforced;
    private final PodNamespace delivery;
    private final Elsewhere down;
    private final Elsewhere throttling;
    private final Elsewhere failing;
    private final Elsewhere forbidding;
    private final Elsewhere empty;
    private final Elsewhere outage;

    DenialsIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new HookedCluster(plane, folder);
        enforced = cluster.namespace("enforce", "full", "");
        delivery = cluster.namespace("delivery", "delivery", "");
        down = cluster.elsewhere("down");
        throttling = cluster.elsewhere("throttling");
        failing = cluster.elsewhere("failing");
        forbidding = cluster.elsewhere("forbidding");
        empty = cluster.elsewhere("empty");
        outage = cluster.elsewhere("outage");
        cluster.serve(List.of(DeployedWebhooks.VERIFY));
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void kubectlPrintsForEachStatusWhatIsWrongAndWhatToDo() throws IOException {
        StringBuilder said = new StringBuilder();
        for (Scenario scenario : Scenario.values()) {
            say(said, "apply -f pod.yaml", plane.kubectl().apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: %s}
                    spec: {containers: [{name: app, image: "%s"}]}
                    """.formatted(
                            scenario.repository(), enforced.name(), cluster.image(scenario))));
        }
        Golden.assertWritten("kubectl-denials.txt", cluster.steady(said.toString()));
    }

    @Test
    void whatIsBroughtIntoARunningPodIsDenied() throws IOException {
        enforced.run("running", cluster.image(Scenario.VERIFIED)).expectSuccess();
        String bad = cluster.image(Scenario.NO_SIG);
        StringBuilder said = new StringBuilder();
        for (List<String> arguments : List.of(
                List.of("set", "image", "pod/running", "app=" + bad, "-n", enforced.name()),
                List.of("debug", "running", "--image=" + bad, "-c", "debugger", "-n", enforced.name()))) {
            Outcome outcome = plane.kubectl().run(arguments.toArray(String[]::new));
            assertThat(outcome.exitCode()).isEqualTo(1);
            say(said, String.join(" ", arguments), outcome);
        }
        plane.kubectl()
                .run(
                        "debug",
                        "running",
                        "--image=" + cluster.image(Scenario.VERIFIED),
                        "-c",
                        "debugger",
                        "-n",
                        enforced.name())
                .expectSuccess();
        Golden.assertWritten("kubectl-running-pod.txt", cluster.steady(said.toString()));
    }

    @Test
    void withATagEachTroubleOfTheRegistryIsAnAnswerOfItsOwn() throws IOException {
        down.registry().close();
        throttling.registry().spoil(new FakeRegistryDefect.Status(429));
        failing.registry().spoil(new FakeRegistryDefect.Status(503));
        forbidding.registry().allow(new FakeRegistryAccess.Basic(new FakeRegistryAccess.Login("somebody", "else")));

        StringBuilder said = new StringBuilder();
        Set<String> messages = new LinkedHashSet<>();
        for (Elsewhere one : List.of(down, throttling, failing, forbidding, empty)) {
            String image = one.equals(empty) ? one.byTag().replace(":latest", ":none") : one.byTag();
            Answer answer = one.namespace().run("by-tag", image);
            assertThat(answer.reason()).as(answer.message()).isEqualTo("ERROR");
            messages.add(answer.message().replaceAll("127\\.0\\.0\\.1:[0-9]+", "HOST"));
            said.append(cluster.steady(one.namespace().name()))
                    .append(": ")
                    .append(answer.message())
                    .append('\n');
        }
        assertThat(messages).hasSize(5);
        Golden.assertWritten("kubectl-registries.txt", cluster.steady(said.toString()));
    }

    @Test
    void aTagThatMovedToAnUnsignedImageAfterItWasAdmittedIsDenied() {
        Optional<Digest> base = Optional.of(new Digest("0".repeat(64)));
        String path = DeliveredImages.ORGANIZATION + "/moving";
        String tag = cluster.registry().host() + "/" + path + ":latest";
        cluster.delivered().pushIndex(path, "signed", base, Optional.of(DeliveredImages.SYNCER));
        delivery.run("before", tag).expectSuccess();

        cluster.delivered().pushIndex(path, "unsigned", base, Optional.empty());
        assertThat(delivery.run("after", tag).reason()).isEqualTo("NO_SIG");
    }

    @Test
    void anAdmittedPodCanBeLabelledAndFinalizedAndItsDigestRunsOnWhileTheRegistryIsDown() {
        PodNamespace namespace = outage.namespace();
        namespace.createAs(plane.api(), """
                        metadata: {name: kept, finalizers: [example.com/hold]}
                        spec: {containers: [{name: app, image: "%s"}]}
                        """.formatted(outage.byTag())).expectSuccess();
        namespace.run("by-digest", outage.image()).expectSuccess();
        outage.registry().close();

        plane.kubectl()
                .run("label", "pod/kept", "touched=yes", "-n", namespace.name())
                .expectSuccess();
        plane.api().delete(namespace.path("pods/kept")).expectSuccess();
        plane.kubectl()
                .run("patch", "pod/kept", "--type=json", "-n", namespace.name(), "-p", """
                        [{"op": "remove", "path": "/metadata/finalizers"}]""")
                .expectSuccess();
        assertThat(plane.api().get(namespace.path("pods/kept")).code()).isEqualTo(404);
        namespace.run("by-digest-again", outage.image()).expectSuccess();
        assertThat(namespace.run("by-tag-again", outage.byTag()).message()).contains("REGISTRY_UNREACHABLE");
    }

    private static void say(StringBuilder said, String arguments, Outcome outcome) {
        said.append("$ kubectl ")
                .append(arguments)
                .append('\n')
                .append(outcome.stderr())
                .append(outcome.stdout());
    }
}
