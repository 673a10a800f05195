package io.github.provenancegate.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;

/// One Pod of the webhook as it was when it was looked at.
record Replica(Installation installation, JsonNode pod) {
    boolean isReady() {
        return pod.at("/status/containerStatuses/0/ready").asBoolean();
    }

    /// How often its container was started anew, such as after it had been killed for its memory.
    int restarts() {
        return pod.at("/status/containerStatuses/0/restartCount").asInt();
    }

    boolean isEnding() {
        return pod.at("/metadata").has("deletionTimestamp");
    }

    /// From the start of the container until it was ready, by the kubelet's clock, which tells whole seconds.
    Duration startToReady() {
        Instant started = Instant.parse(
                pod.at("/status/containerStatuses/0/state/running/startedAt").asText());
        return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals("Ready"))
                .map(condition ->
                        Instant.parse(condition.path("lastTransitionTime").asText()))
                .map(ready -> Duration.between(started, ready))
                .findFirst()
                .orElseThrow();
    }

    /// All it has logged so far.
    String log() {
        return installation.kubectl("logs", pod.at("/metadata/name").asText(), "-n", Chart.NAMESPACE);
    }

    /// What the kernel says of its one process, below `/proc`.
    Path process() {
        var processes = installation.cluster().processes(container());
        if (processes.size() != 1) {
            throw new AssertionError("one process was expected: " + processes);
        }
        return Path.of("/proc", processes.getFirst().toString());
    }

    /// The most memory that it has had, in bytes, what it read from files included.
    long memoryPeak() {
        return installation.cluster().memoryPeak(container());
    }

    /// What it has of memory that the kernel cannot take back, in bytes: no file holds it. `rss` is the first version's
    /// word for it, `anon` the second's.
    long memoryWritten() {
        return memory("memory.stat")
                .lines()
                .filter(line -> line.startsWith("anon ") || line.startsWith("rss "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .max()
                .orElseThrow();
    }

    /// What its control group says about its memory.
    String memory(String file) {
        return installation.cluster().memory(container(), file);
    }

    private String container() {
        return pod.at("/status/containerStatuses/0/containerID").asText().replace("containerd://", "");
    }
}
