package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.CuttableLine;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.ProvgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The packaged webhook while it cannot reach the API server that holds its policies.
@ExtendWith(ControlPlaneExtension.class)
class PolicyOutageIT {
    private final ControlPlane plane;
    private final PolicyCluster cluster;

    PolicyOutageIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new PolicyCluster(plane, folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void untilTheFirstListItIsNotReadyAndAdmitsNothing() throws IOException {
        CuttableLine line = cluster.line();
        line.cut();
        ProvgateProcess webhook = cluster.start("late", line);
        webhook.awaitAlive();
        PodNamespace namespace = cluster.guardedBy(webhook, "late");

        PolicyCluster.await(
                "its port takes connections",
                () -> !namespace.run("early", cluster.good()).reason().equals("InternalError"));
        assertThat(webhook.status("/q/health/ready")).isEqualTo(503);
        Answer answer = namespace.run("early", cluster.good());
        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message()).contains("POLICY_UNUSABLE", "the cluster's policies have not been listed yet");

        line.mend();
        webhook.awaitReady();
        namespace.run("unmatched", cluster.bad()).expectSuccess();
    }

    @Test
    void theLastKnownPoliciesJudgeWhileTheApiServerIsGoneAndItsReturnIsNoticed() throws IOException {
        CuttableLine line = cluster.line();
        ProvgateProcess webhook = cluster.start("cut", line);
        webhook.awaitReady();
        PodNamespace namespace = cluster.guardedBy(webhook, "cut");
        cluster.apply("cut", cluster.policy("cut", namespace, "  mode: enforce\n"), "cut");

        line.cut();
        PolicyCluster.await(
                "the silence is told",
                () -> !webhook.text("/q/metrics").contains("provgate_cluster_silence_seconds 0.0"));
        assertThat(namespace.run("denied", cluster.bad()).reason()).isEqualTo("NO_SIG");
        namespace.run("proven", cluster.good()).expectSuccess();
        assertThat(webhook.status("/q/health/ready")).isEqualTo(200);
        cluster.apply("cut", cluster.policy("cut", namespace, "  mode: audit\n"));
        assertThat(namespace.run("denied", cluster.bad()).reason()).isEqualTo("NO_SIG");

        line.mend();
        PolicyCluster.await(
                "the change is in force",
                () -> namespace.run("audited", cluster.bad()).code() == 201);
        PolicyCluster.await(
                "the silence is over",
                () -> webhook.text("/q/metrics").contains("provgate_cluster_silence_seconds 0.0"));
    }

    @Test
    void anApiServerThatIsStartedAgainIsFollowedAgain() throws IOException {
        ProvgateProcess webhook = cluster.start("again", cluster.line());
        webhook.awaitReady();
        PodNamespace namespace = cluster.guardedBy(webhook, "again");
        cluster.apply("again", cluster.policy("again", namespace, "  mode: audit\n"), "again");
        cluster.apply("gone", cluster.policy("gone", namespace, "  mode: enforce\n"), "again");

        plane.restartApiServer();
        cluster.delete("gone");
        cluster.apply("again", cluster.policy("again", namespace, "  mode: warn\n"), "again");
        assertThat(namespace.run("warned", cluster.bad()).expectSuccess().warnings())
                .singleElement()
                .asString()
                .contains("NO_SIG");
    }
}
