package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.verify.Observer.Avoidance;
import io.github.provenancegate.verify.Observer.NamedBy;
import io.github.provenancegate.verify.Observer.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerificationMetricsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanoTime = new AtomicLong();
    private final VerificationMetrics metrics = new VerificationMetrics(meters, nanoTime::get);

    @Test
    void hostsThatOnlyAnswersNameShareOneSeries() {
        for (int host = 0; host < 1000; host++) {
            metrics.requested(new Request(host + ".store.example", NamedBy.ANSWER, "GET", "200", SECOND, 10));
        }
        metrics.requested(new Request("cgr.dev", NamedBy.OPERATOR, "GET", "200", SECOND, 7));

        assertThat(meters.get("provgate.registry.request.duration")
                        .tags("registry", "other", "outcome", "200")
                        .timer()
                        .count())
                .isEqualTo(1000);
        assertThat(meters.get("provgate.registry.answer.bytes").counters())
                .extracting(counter -> counter.getId().getTag("registry") + " " + counter.count())
                .containsExactlyInAnyOrder("other 10000.0", "cgr.dev 7.0");
    }

    @Test
    void statusesThatNoRegistryHasAReasonForShareOneSeries() {
        for (int status = 100; status < 1000; status++) {
            metrics.requested(new Request("cgr.dev", NamedBy.OPERATOR, "GET", String.valueOf(status), SECOND, 0));
        }
        metrics.requested(new Request("cgr.dev", NamedBy.OPERATOR, "GET", "REGISTRY_UNREACHABLE", SECOND, 0));

        assertThat(meters.get("provgate.registry.request.duration").timers())
                .hasSizeLessThan(40)
                .extracting(timer -> timer.getId().getTag("outcome"))
                .contains("200", "404", "429", "4xx", "9xx", "REGISTRY_UNREACHABLE")
                .doesNotContain("418");
    }

    @Test
    void aBackOffRunsDownToNothing() {
        metrics.avoided("cgr.dev", NamedBy.OPERATOR, Avoidance.THROTTLED, Duration.ofSeconds(30));
        assertThat(backOff()).isEqualTo(30);
        nanoTime.addAndGet(SECOND.toNanos() * 10);
        assertThat(backOff()).isEqualTo(20);
        metrics.avoided("cgr.dev", NamedBy.OPERATOR, Avoidance.THROTTLED, Duration.ofSeconds(60));
        assertThat(backOff()).isEqualTo(60);
        nanoTime.addAndGet(SECOND.toNanos() * 61);
        assertThat(backOff()).isZero();
    }

    private double backOff() {
        return meters.get("provgate.registry.back.off")
                .tags("registry", "cgr.dev", "why", "throttled")
                .gauge()
                .value();
    }
}
