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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A release with three replicas on a real API server: upgraded while Pods are created, and hurt.
@ExtendWith(ControlPlaneExtension.class)
class UpgradeIT {
    private static final Duration TOLD_MAX = Duration.ofMinutes(3);
    private static final int CLIENTS = 3;

    /// Answers between one step and the next, so that the load is real.
    private static final int ANSWERS_BETWEEN = 100;

    private final ControlPlane plane;

    @TempDir
    private Path folder;

    UpgradeIT(ControlPlane plane) {
        this.plane = plane;
    }

    @ParameterizedTest
    @EnumSource(names = {"HELM", "HELM_3"})
    void anUpgradeFromTheFirstChartUnderLoadFailsNoCall(GoTool tool) throws Exception {
        try (Release release = new Release(plane, tool, folder)) {
            release.helm("install", release.firstChart());
            startThree(release);
            JsonNode before = hooks();

            Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
            AtomicBoolean going = new AtomicBoolean(true);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, CLIENTS)
                        .forEach(one -> threads.execute(() -> {
                            KubernetesApi client = plane.connect();
                            while (going.get()) {
                                String answer = one % 3 == 0 ? release.badJudged(client) : release.goodJudged(client);
                                answers.computeIfAbsent(answer, _ -> new AtomicInteger())
                                        .incrementAndGet();
                            }
                        }));
                try {
                    awaitMore(answers);
                    release.helm("upgrade", release.presentChart());
                    awaitMore(answers);
                    for (ProvgateProcess old : List.copyOf(release.replicas())) {
                        release.start();
                        old.askToEnd();
                        Await.until("the old one is not ready", TOLD_MAX, () -> old.status("/q/health/ready") != 200);
                        release.leave(old);
                        old.close();
                        awaitMore(answers);
                    }
                } finally {
                    going.set(false);
                }
            }

            assertThat(answers.keySet()).containsExactlyInAnyOrder("created good", "NO_SIG of bad");
            assertThat(before.findValuesAsText("helm.sh/chart")).isNotEmpty();
            assertThat(authorities(hooks())).isEqualTo(authorities(before)).hasSize(2);
            assertThat(plane.kubectl()
                            .run("get", "mutatingwebhookconfiguration", Chart.RELEASE, "-o", "yaml")
                            .stdout())
                    .contains("an-image-is-named-by-tag");
        }
    }

    @Test
    void anAuthorityThatSomebodyTakesOutIsAnAlarmUntilItIsBack() throws Exception {
        try (Release release = new Release(plane, GoTool.HELM, folder)) {
            release.helm("install", release.presentChart());
            startThree(release);

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
    }

    @Test
    void aReplicaThatIsKilledIsMissedByNobodyOnceItIsOutOfTurn() throws Exception {
        try (Release release = new Release(plane, GoTool.HELM, folder)) {
            release.helm("install", release.presentChart());
            startThree(release);

            ProvgateProcess first = release.replicas().getFirst();
            first.kill();
            release.leave(first);
            release.awaitActing();

            KubernetesApi client = plane.connect();
            assertThat(IntStream.range(0, ANSWERS_BETWEEN).mapToObj(_ -> release.goodJudged(client)))
                    .containsOnly("created good");
            first.close();
        }
    }

    private static void startThree(Release release) throws IOException {
        for (int i = 0; i < 3; i++) {
            release.start();
        }
        release.awaitActing();
    }

    private static boolean found(ProvgateProcess replica, String finding) {
        return replica.text("/q/metrics").contains("provgate_self_check_finding{finding=\"" + finding + "\"} 1.0");
    }

    private JsonNode hooks() {
        return plane.api().get(Release.HOOKS).expectSuccess().body();
    }

    private static List<String> authorities(JsonNode hooks) {
        return hooks.findValuesAsText("caBundle");
    }

    private static void awaitMore(Map<String, AtomicInteger> answers) {
        int before = sum(answers);
        Await.until("the load goes on", TOLD_MAX, () -> sum(answers) >= before + ANSWERS_BETWEEN);
    }

    private static int sum(Map<String, AtomicInteger> answers) {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }
}
