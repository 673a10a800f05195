package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.AdmissionAnswer;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Passage;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import io.micrometer.core.instrument.MeterRegistry;

/// What is counted of the hooks that decide nothing; `metrics.md` lists it.
final class HookMetrics {
    private final MeterRegistry registry;

    HookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A workload was looked at.
    void advised(AdmissionAnswer answer) {
        count("provgate.advice", answer.warnings().isEmpty() ? "quiet" : "warned");
        if (Passage.NO_WORKLOAD.isOf(answer)) {
            notServed();
        }
    }

    /// A Pod's tags were looked at.
    void pinned(AdmissionAnswer answer) {
        count(
                "provgate.pinning",
                switch (answer.response()) {
                    case Response.Pinned _ -> "pinned";
                    case Response.Allowed _, Response.Denied _ -> "unchanged";
                });
        if (Passage.KIND_NOT_SERVED.isOf(answer)) {
            notServed();
        }
    }

    private void count(String name, String outcome) {
        registry.counter(name, "outcome", outcome).increment();
    }

    private void notServed() {
        registry.counter("provgate.not.served").increment();
    }
}
