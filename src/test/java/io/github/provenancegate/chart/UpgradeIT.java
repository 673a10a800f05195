package io.github.provenancegate.chart;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A release with three replicas on a real API server, upgraded and taken back while Pods are created.
@ExtendWith(ControlPlaneExtension.class)
class UpgradeIT {
    private static final Duration TOLD_MAX = Duration.ofMinutes(3);
    private static final int CLIENTS = 3;

    /// Of each client. Without a pause they would take the machine from what they are to go through.
    private static final Duration PERIOD = Duration.ofMillis(50);

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
    void anUpgradeFromTheFirstChartAndTheWayBackFailNoCallUnderLoad(GoTool tool) throws Exception {
        try (Release release = new Release(plane, tool, folder)) {
            release.helm("install", release.firstChart());
            release.startThree();
            JsonNode before = hooks();

            Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
            List<Future<?>> clients = new ArrayList<>();
            try (var threads = Executors.newScheduledThreadPool(CLIENTS)) {
                for (int one = 0; one < CLIENTS; one++) {
                    clients.add(threads.scheduleAtFixedRate(
                            asking(release, one, answers), 0, PERIOD.toMillis(), MILLISECONDS));
                }
                awaitMore(answers);
                release.helm("upgrade", release.presentChart());
                awaitMore(answers);
                replaceAll(release, answers);
                assertThat(authorities(hooks())).isEqualTo(authorities(before)).hasSize(2);
                assertThat(mutatingHooks()).contains("an-image-is-named-by-tag");

                release.rollBack();
                awaitMore(answers);
                replaceAll(release, answers);
            }

            assertThat(clients).extracting(Future::state).containsOnly(Future.State.CANCELLED);
            assertThat(answers.keySet()).containsExactlyInAnyOrder("created good", "NO_SIG of bad");
            assertThat(before.findValuesAsText("helm.sh/chart")).isNotEmpty();
            assertThat(hooks().path("webhooks")).isEqualTo(before.path("webhooks"));
            assertThat(mutatingHooks()).doesNotContain("an-image-is-named-by-tag");
        }
    }

    /// Each third client asks for the Pod that has to be denied.
    private Runnable asking(Release release, int one, Map<String, AtomicInteger> answers) {
        KubernetesApi client = plane.connect();
        return () -> {
            String answer = one % 3 == 0 ? release.badJudged(client) : release.goodJudged(client);
            answers.computeIfAbsent(answer, _ -> new AtomicInteger()).incrementAndGet();
        };
    }

    /// One after the other, as a Deployment does: the next comes before one goes, which ends while others come.
    private static void replaceAll(Release release, Map<String, AtomicInteger> answers) throws IOException {
        List<ProvgateProcess> ending = List.copyOf(release.replicas());
        for (ProvgateProcess old : ending) {
            release.start();
            old.askToEnd();
            Await.until("the old one is not ready", TOLD_MAX, () -> old.status("/q/health/ready") != 200);
            release.leave(old);
            awaitMore(answers);
        }
        ending.forEach(ProvgateProcess::close);
    }

    private String mutatingHooks() {
        return plane.kubectl()
                .run("get", "mutatingwebhookconfiguration", Chart.RELEASE, "-o", "yaml")
                .expectSuccess()
                .stdout();
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
