package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.micrometer.core.instrument.MeterRegistry;

/// What is counted of the hooks that decide nothing; `metrics.md` lists it.
final class HookMetrics {
    private final MeterRegistry registry;

    HookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A workload was looked at.
    void advised(AdmissionAnswer answer) {
        registry.counter("provgate.advice", "outcome", answer.warnings().isEmpty() ? "quiet" : "warned")
                .increment();
        if (Passage.NO_WORKLOAD.isOf(answer)) {
            notServed();
        }
    }

    private void notServed() {
        registry.counter("provgate.not.served").increment();
    }
}
