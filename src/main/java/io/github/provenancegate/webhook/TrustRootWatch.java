package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.TrustRoots;
import io.github.provenancegate.verify.TrustRoots.Change;
import io.github.provenancegate.verify.TrustRoots.Root;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/// Keeps the trust roots fresh beside the reviews, and tells everybody how fresh they are: the log what
/// changed, the metrics since when and until when (`metrics.md`), the health answer all of it. It never makes
/// the process unready: the last good root goes on to judge, and without any root a review says so itself.
@Singleton
@Readiness
class TrustRootWatch implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(TrustRootWatch.class);

    private static final String RENEWED = "renewed";
    private static final String KEPT = "kept";

    private final TrustRoots trustRoots;
    private final MeterRegistry meters;

    TrustRootWatch(WebhookParts parts, MeterRegistry meters) {
        this.trustRoots = parts.trustRoots();
        this.meters = meters;
        for (Root root : trustRoots.roots()) {
            gauge("since.timestamp", root, one -> one.document().isPresent() ? seconds(one.since()) : Double.NaN);
            gauge(
                    "until.timestamp",
                    root,
                    one -> one.until().map(TrustRootWatch::seconds).orElse(Double.NaN));
            gauge(
                    "trouble",
                    root,
                    one -> one.document().isPresent() && one.trouble().isEmpty() ? 0.0 : 1.0);
            List.of(RENEWED, KEPT).forEach(outcome -> changes(root.name(), outcome));
        }
    }

    /// A mounted file is looked at each time; a TUF repository is asked when its period has passed.
    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void renew() {
        for (Change change : trustRoots.refresh()) {
            String outcome = switch (change) {
                case Change.Renewed _ -> {
                    LOG.info(change.sentence());
                    yield RENEWED;
                }
                case Change.Kept _ -> {
                    LOG.error(change.sentence());
                    yield KEPT;
                }
            };
            changes(change.name(), outcome).increment();
        }
    }

    /// There from the start: a rate needs the 0 before the 1.
    private Counter changes(String root, String outcome) {
        return meters.counter("provgate.trust.root.changes", "root", root, "outcome", outcome);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("trust-roots").up();
        for (Root root : trustRoots.roots()) {
            health.withData(root.name(), root.origin());
            health.withData(root.name() + ".document", text(root.document()));
            health.withData(root.name() + ".since", text(root.document().map(_ -> root.since())));
            health.withData(root.name() + ".until", text(root.until()));
            root.trouble().ifPresent(trouble -> health.withData(root.name() + ".trouble", trouble));
        }
        return health.build();
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("none");
    }

    private void gauge(String what, Root root, Function<Root, Double> value) {
        Gauge.builder(
                        "provgate.trust.root." + what,
                        trustRoots,
                        roots -> roots.roots().stream()
                                .filter(one -> one.name().equals(root.name()))
                                .findAny()
                                .map(value)
                                .orElse(Double.NaN))
                .tag("root", root.name())
                .baseUnit(what.endsWith("timestamp") ? "seconds" : null)
                .register(meters);
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond();
    }
}
