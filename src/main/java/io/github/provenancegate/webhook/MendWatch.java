package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.Mend;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/// Tells what this replica has put right of the webhook itself: the log, an Event, and the metrics
/// (`metrics.md`). The self-check, which looks more seldom, would find nothing any more.
@Singleton
class MendWatch {
    private static final Logger LOG = Logger.getLogger(MendWatch.class);

    private final CertificateSource certificate;
    private final Announcer announcer;
    private final MeterRegistry meters;

    MendWatch(WebhookParts parts, MeterRegistry meters) {
        this.certificate = parts.certificate();
        this.announcer = parts.announcer();
        this.meters = meters;
        List.of(Mend.Kind.values()).forEach(this::mends);
    }

    /// Makes the metric be there from the start, and not from the first look on.
    void start(@Observes StartupEvent event) {}

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tell() {
        certificate.mended().forEach(mend -> {
            LOG.warn(mend.sentence());
            mends(mend.kind()).increment();
            announcer.mended(mend);
        });
    }

    /// There from the start: an increase needs the 0 before the 1.
    private Counter mends(Mend.Kind kind) {
        return meters.counter("provgate.mends", "finding", kind.word());
    }
}
