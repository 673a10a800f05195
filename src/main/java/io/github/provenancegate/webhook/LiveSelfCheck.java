package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.Gap;
import io.github.provenancegate.kubernetes.GuardReport;
import io.github.provenancegate.policy.PolicyWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Looks at intervals whether the API server asks about what the policies speak of, and tells the log what has
/// changed and the metrics (`metrics.md`) how it stands. Neither a verdict nor readiness depends on it.
@Singleton
class LiveSelfCheck {
    private static final Logger LOG = Logger.getLogger(LiveSelfCheck.class);

    private final WebhookParts parts;
    private final ServedCertificate certificate;
    private volatile Optional<GuardReport> latest = Optional.empty();
    private long lookedAt;

    LiveSelfCheck(WebhookParts parts, ServedCertificate certificate, MeterRegistry meters) {
        this.parts = parts;
        this.certificate = certificate;
        for (Gap.Kind kind : Gap.Kind.values()) {
            Gauge.builder("provgate.self.check.finding", this, one -> one.found(kind))
                    .tag("finding", kind.word())
                    .register(meters);
        }
    }

    /// 1 where it is so, 0 where it is not, NaN where nothing is known of it.
    private double found(Gap.Kind kind) {
        return latest.filter(report -> kind == Gap.Kind.NOT_CHECKED || !report.has(Gap.Kind.NOT_CHECKED))
                .map(report -> report.has(kind) ? 1.0 : 0.0)
                .orElse(Double.NaN);
    }

    /// Makes the metric be there from the start, and not from the first look on.
    void start(@Observes StartupEvent event) {}

    /// Not before the policies are known: they say what should be guarded.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        long now = parts.nanoTime().getAsLong();
        if (parts.policyWatch().progress() == PolicyWatch.Progress.LISTED) {
            parts.selfCheck()
                    .filter(check ->
                            latest.isEmpty() || now - lookedAt >= check.period().toNanos())
                    .ifPresent(check -> {
                        lookedAt = now;
                        tell(check.look().apply(certificate.chain()));
                    });
        }
    }

    private void tell(GuardReport report) {
        List<Gap> before = latest.map(GuardReport::gaps).orElse(List.of());
        report.gaps().stream().filter(gap -> !before.contains(gap)).forEach(gap -> LOG.warn(gap.sentence()));
        before.stream()
                .filter(gap -> !report.gaps().contains(gap))
                .forEach(gap -> LOG.infof("no more so: %s", gap.sentence()));
        if (latest.isEmpty() && report.gaps().isEmpty()) {
            LOG.info("the API server asks about everything that the policies speak of");
        }
        latest = Optional.of(report);
    }
}
