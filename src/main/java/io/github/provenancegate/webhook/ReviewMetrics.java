package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// What is counted. Names and labels are stable; every label has few values, none of which comes from outside.
///
/// | metric | labels |
/// | --- | --- |
/// | `provgate_reviews_total` | `decision`: admit, exempt, audit, warn, deny |
/// | `provgate_review_duration_seconds` | `decision` |
/// | `provgate_verdicts_total` | `status`, `reason`, `decision`: each distinct image of each review |
/// | `provgate_reviews_refused_total` | `code`: the HTTP status of calls that were no reviews, or shed |
/// | `provgate_not_served_total` | reviews of kinds that are not judged |
/// | `provgate_unknown_image_lists_total` | lists in Pods that name images and are not known |
/// | `provgate_events_dropped_total` | findings over the limits, or that could not be written as Events |
/// | `provgate_reviews_in_flight`, `provgate_body_bytes_in_flight` | |
final class ReviewMetrics {
    private final MeterRegistry registry;

    ReviewMetrics(MeterRegistry registry) {
        this.registry = registry;
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
        registry.timer("provgate.review.duration", "decision", reviewed.decision())
                .record(took);
        Set<String> counted = new HashSet<>();
        for (ImageRuling one : reviewed.rulings()) {
            if (counted.add(one.image().text())) {
                verdict(one);
            }
        }
        if (request.isAboutPod()) {
            request.object()
                    .ifPresent(pod -> registry.counter("provgate.unknown.image.lists")
                            .increment(pod.unknownLists().size()));
        } else if (Passage.KIND_NOT_SERVED.isOf(reviewed.answer())) {
            registry.counter("provgate.not.served").increment();
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
