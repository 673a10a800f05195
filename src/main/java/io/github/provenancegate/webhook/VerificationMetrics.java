package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.Observer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// What is counted of verifications. `registry` is the host of a registry that a policy or a setting names; all
/// hosts that only answers name (blob stores, token realms) are `other`, or whoever answers could make any
/// number of series.
///
/// | metric | labels |
/// | --- | --- |
/// | `provgate_registry_request_duration_seconds` | `registry`, `outcome`: HTTP status or reason code |
/// | `provgate_registry_answer_bytes_total` | `registry`: bytes of bodies that were read |
/// | `provgate_registry_back_off_seconds` | `registry`, `why`: throttled, unreachable (its breaker is open) |
/// | `provgate_step_duration_seconds` | `step` |
/// | `provgate_lookups_total` | `matter`; `source`: asked, shared (joined somebody else's), remembered |
///
/// The back-off is the time until the registry is asked again, 0 where it is asked.
final class VerificationMetrics implements Observer {
    private static final String OTHER = "other";

    private final MeterRegistry meters;
    private final LongSupplier nanoTime;
    private final Map<Left, AtomicLong> askedAgain = new ConcurrentHashMap<>();

    private record Left(String registry, Avoidance why) {}

    /// @param nanoTime a monotonic clock in nanoseconds
    VerificationMetrics(MeterRegistry meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    @Override
    public void requested(Request request) {
        String registry = label(request.host(), request.namedBy());
        meters.timer("provgate.registry.request.duration", "registry", registry, "outcome", request.outcome())
                .record(request.took());
        meters.counter("provgate.registry.answer.bytes", "registry", registry).increment((double) request.bodyBytes());
    }

    @Override
    public void avoided(String host, NamedBy namedBy, Avoidance why, Duration remaining) {
        askedAgain
                .computeIfAbsent(new Left(label(host, namedBy), why), this::watched)
                .set(nanoTime.getAsLong() + remaining.toNanos());
    }

    private AtomicLong watched(Left left) {
        AtomicLong until = new AtomicLong(nanoTime.getAsLong());
        Gauge.builder("provgate.registry.back.off", until, this::secondsUntil)
                .baseUnit("seconds")
                .tag("registry", left.registry())
                .tag("why", word(left.why()))
                .register(meters);
        return until;
    }

    private double secondsUntil(AtomicLong until) {
        return Math.max(0, until.get() - nanoTime.getAsLong()) / 1e9;
    }

    @Override
    public void stepped(Step step, Duration took) {
        meters.timer("provgate.step.duration", "step", word(step)).record(took);
    }

    @Override
    public void lookedUp(Matter matter, Source source) {
        meters.counter("provgate.lookups", "matter", word(matter), "source", word(source))
                .increment();
    }

    private static String label(String host, NamedBy namedBy) {
        return switch (namedBy) {
            case OPERATOR -> host;
            case ANSWER -> OTHER;
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
