package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// What is counted of reviews; `metrics.md` lists it. Names and labels are stable; every label has few values,
/// none of which comes from outside.
final class ReviewMetrics {
    private final MeterRegistry registry;
    private final MeterProvider<Timer> durations;
    private final Counter notServed;
    private final Counter unknownLists;

    ReviewMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.durations = Durations.histogram(registry, "provgate.review.duration");
        this.notServed = registry.counter("provgate.not.served");
        this.unknownLists = registry.counter("provgate.unknown.image.lists");
    }

    void watch(Load load) {
        Gauge.builder("provgate.reviews.in.flight", load, Load::reviews).register(registry);
        Gauge.builder("provgate.body.bytes.in.flight", load, Load::bytes).register(registry);
    }

    void watch(Announcer announcer) {
        FunctionCounter.builder("provgate.events.dropped", announcer, Announcer::dropped)
                .register(registry);
    }

    void reviewed(AdmissionRequest request, Reviewed reviewed, Duration took) {
        registry.counter("provgate.reviews", "decision", reviewed.decision()).increment();
        durations.withTag("decision", reviewed.decision()).record(took);
        Set<String> counted = new HashSet<>();
        for (ImageRuling one : reviewed.rulings()) {
            if (counted.add(one.image().text())) {
                verdict(one);
            }
        }
        if (request.isAboutPod()) {
            request.object()
                    .ifPresent(pod -> unknownLists.increment(pod.unknownLists().size()));
        } else if (Passage.KIND_NOT_SERVED.isOf(reviewed.answer())) {
            notServed.increment();
        }
    }

    private void verdict(ImageRuling one) {
        one.ruling()
                .judgement()
                .ifPresent(judgement -> registry.counter(
                                "provgate.verdicts",
                                "status",
                                judgement.verdict().status().name(),
                                "reason",
                                judgement.verdict().code().name(),
                                "decision",
                                one.decisionWord())
                        .increment());
    }

    /// A call that was no review, or was shed.
    void refused(int code) {
        registry.counter("provgate.reviews.refused", "code", String.valueOf(code))
                .increment();
    }
}
