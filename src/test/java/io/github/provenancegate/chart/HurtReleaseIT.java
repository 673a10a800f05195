package io.github.provenancegate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.harness.Await;
import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.GoTool;
import io.github.provenancegate.harness.KubernetesApi;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A release with three replicas on a real API server, of which somebody takes a part away.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class HurtReleaseIT {
    private static final Duration TOLD_MAX = Duration.ofMinutes(3);
    private static final int PODS = 100;

    private final ControlPlane plane;
    private final Release release;

    HurtReleaseIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        release = new Release(plane, GoTool.HELM, folder);
    }

    @BeforeAll
    void install() throws IOException {
        release.helm("install", release.presentChart());
        release.startThree();
    }

    @AfterAll
    void end() {
        release.close();
    }

    @Test
    void anAuthorityThatSomebodyTakesOutIsAnAlarmUntilItIsBack() {
        Await.until("a replica raises the alarm", TOLD_MAX, () -> {
            plane.kubectl()
                    .run(
                            "patch",
                            "validatingwebhookconfiguration",
                            Chart.RELEASE,
                            "--type=json",
                            "-p",
                            "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]");
            return release.replicas().stream().anyMatch(one -> found(one, "ca_bundle"));
        });

        JsonNode event = plane.api()
                .awaitItem(
                        "/apis/events.k8s.io/v1/namespaces/default/events",
                        one -> one.path("note").asText().contains("has no caBundle"));
        assertThat(event.path("reason").asText()).isEqualTo("ImageProvenanceNotGuarding");
        assertThat(event.at("/regarding/name").asText()).isEqualTo(Chart.RELEASE);
        release.awaitActing();
        Await.until(
                "nobody finds anything",
                TOLD_MAX,
                () -> release.replicas().stream().noneMatch(one -> found(one, "ca_bundle")));
    }

    @Test
    void aReplicaThatIsKilledIsMissedByNobodyOnceItIsOutOfTurn() {
        ProvgateProcess first = release.replicas().getFirst();
        first.kill();
        release.leave(first);
        release.awaitActing();

        KubernetesApi client = plane.connect();
        assertThat(IntStream.range(0, PODS).mapToObj(_ -> release.goodJudged(client)))
                .containsOnly("created good");
        first.close();
    }

    private static boolean found(ProvgateProcess replica, String finding) {
        return replica.text("/q/metrics").contains("provgate_self_check_finding{finding=\"" + finding + "\"} 1.0");
    }
}
