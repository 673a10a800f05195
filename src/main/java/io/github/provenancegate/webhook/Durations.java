package io.github.provenancegate.webhook;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/// Histograms of time, all with the same buckets.
final class Durations {
    /// Those of the API server's `apiserver_admission_webhook_admission_duration_seconds` (5 ms to 25 s), so
    /// that both can be laid side by side, and three below: an answer from memory takes a millisecond.
    private static final List<Duration> BUCKETS = List.of(
            Duration.ofNanos(500_000),
            Duration.ofMillis(1),
            Duration.ofNanos(2_500_000),
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(25));

    private Durations() {}

    /// The timers of one metric, to be picked by their labels.
    static MeterProvider<Timer> histogram(MeterRegistry meters, String name) {
        return Timer.builder(name)
                .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
                .withRegistry(meters);
    }
}
