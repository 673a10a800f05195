package io.github.provenancegate.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The node itself: that what it is told to run runs, and that nothing of it is left.
class OneNodeClusterIT {
    private static final Duration POD_MAX = Duration.ofMinutes(1);

    @Test
    void aPodRunsSaysSoAndNothingIsLeftAfterTheEnd() throws IOException {
        var before = Files.readString(Path.of("/proc/self/mountinfo"));
        try (var cluster = OneNodeCluster.start("nobody")) {
            var image =
                    cluster.registry().host() + "/waits@" + RunnableImage.push(cluster.registry(), "waits", Map.of());
            cluster.kubectl().run("run", "waits", "--image=" + image).expectSuccess();
            Await.until(
                    "the Pod says that it runs",
                    POD_MAX,
                    () -> cluster.kubectl().run("logs", "waits").stdout().equals("running\n"));
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
    }
}
