package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.Observer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// What is counted of verifications; `metrics.md` lists it. `registry` is the host of a registry that a policy
/// or a setting names; all hosts that only answers name (blob stores, token realms) are `other`, or whoever
/// answers could make any number of series. So is a status that no registry has a reason for: `4xx` stands for
/// all such.
final class VerificationMetrics implements Observer {
    private static final String OTHER = "other";

    /// What the distribution specification and proxies before registries answer with.
    private static final Set<String> STATUSES = Set.of(
            "200", "202", "206", "301", "302", "303", "307", "308", "400", "401", "403", "404", "405", "406", "410",
            "413", "416", "429", "500", "501", "502", "503", "504");

    private static final Pattern STATUS = Pattern.compile("[0-9]{3}");

    private final MeterRegistry meters;
    private final LongSupplier nanoTime;
    private final MeterProvider<Timer> requests;
    private final MeterProvider<Timer> steps;
    private final Map<Left, AtomicLong> askedAgain = new ConcurrentHashMap<>();

    private record Left(String registry, Avoidance why) {}

    /// @param nanoTime a monotonic clock in nanoseconds
    VerificationMetrics(MeterRegistry meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.requests = Durations.histogram(meters, "provgate.registry.request.duration");
        this.steps = Durations.histogram(meters, "provgate.step.duration");
    }

    @Override
    public void requested(Request request) {
        String registry = label(request.host(), request.namedBy());
        requests.withTags("registry", registry, "outcome", outcome(request.outcome()))
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
        steps.withTag("step", word(step)).record(took);
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

    private static String outcome(String statusOrCode) {
        boolean odd = STATUS.matcher(statusOrCode).matches() && !STATUSES.contains(statusOrCode);
        return odd ? statusOrCode.charAt(0) + "xx" : statusOrCode;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
