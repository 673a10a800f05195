package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.MemoryWatch;
import io.github.provenancegate.verify.MemoryWatch.Progress;
import io.github.provenancegate.verify.MemoryWatch.Standing;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Remembered;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Has what is remembered regained at the start and kept for the next one, and tells the metrics (`metrics.md`)
/// how much it is. Readiness waits for the regaining, but for seconds only: without it registries are asked,
/// that is all.
@Singleton
@Readiness
class LiveMemory implements HealthCheck {
    /// Thousands of images are regained in this time.
    private static final Duration READY_AFTER = Duration.ofSeconds(5);

    private final WebhookParts parts;
    private final MemoryWatch memory;
    private volatile long begun;

    LiveMemory(WebhookParts parts, MeterRegistry meters) {
        this.parts = parts;
        this.memory = parts.memory();
        this.begun = parts.nanoTime().getAsLong();
        for (Remembered one : memory.remembered()) {
            gauge(meters, "bytes", one.matter(), Remembered::bytes);
            gauge(meters, "entries", one.matter(), Remembered::entries);
        }
        Gauge.builder("provgate.cache.file.trouble", memory, watch -> trouble(watch.standing()))
                .register(meters);
    }

    private static double trouble(Standing standing) {
        return switch (standing) {
            case NOT_WANTED -> Double.NaN;
            case FINE -> 0;
            case IN_TROUBLE -> 1;
        };
    }

    private void gauge(MeterRegistry meters, String what, Observer.Matter matter, ToLongFunction<Remembered> value) {
        Gauge.builder(
                        "provgate.cache." + what,
                        memory,
                        watch -> watch.remembered().stream()
                                .filter(one -> one.matter() == matter)
                                .mapToLong(value)
                                .sum())
                .tag("matter", matter.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        begun = parts.nanoTime().getAsLong();
        memory.begin();
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void keep() {
        memory.keep();
    }

    void end(@Observes ShutdownEvent event) {
        memory.end();
    }

    @Override
    public HealthCheckResponse call() {
        Progress progress = memory.progress();
        boolean waited = parts.nanoTime().getAsLong() - begun >= READY_AFTER.toNanos();
        return HealthCheckResponse.named("memory")
                .status(progress == Progress.REGAINED || waited)
                .build();
    }
}
