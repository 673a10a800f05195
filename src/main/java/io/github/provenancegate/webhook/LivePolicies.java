package io.github.provenancegate.webhook;

import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.PolicyStanding.State;
import io.github.provenancegate.policy.PolicyWatch;
import io.github.provenancegate.policy.PolicyWatch.News;
import io.github.provenancegate.policy.PolicyWatch.Progress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/// Follows the cluster's policies beside the reviews and tells everybody how they stand: the log what changed,
/// the metrics (`metrics.md`) how many are in force, the policies' own status what this replica makes of them.
/// Unready until all were told once, and never again for their sake: the last good policies go on to judge.
@Singleton
@Readiness
class LivePolicies implements HealthCheck, News {
    private static final Logger LOG = Logger.getLogger(LivePolicies.class);

    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String REMOVED = "removed";

    private final WebhookParts parts;
    private final PolicyWatch watch;
    private final MeterRegistry meters;

    LivePolicies(WebhookParts parts, MeterRegistry meters) {
        this.parts = parts;
        this.watch = parts.policyWatch();
        this.meters = meters;
        gauge("last_good", State.LastGoodInForce.class::isInstance);
        gauge("unusable", State.NothingInForce.class::isInstance);
        Gauge.builder(
                        "provgate.policies",
                        parts,
                        all -> all.policies().current().policies().size())
                .tag("state", "in_force")
                .register(meters);
        Gauge.builder("provgate.cluster.silence", watch, one -> one.silence().toMillis() / 1e3)
                .baseUnit("seconds")
                .register(meters);
        List.of(ACCEPTED, REFUSED, REMOVED).forEach(this::changes);
    }

    private void gauge(String state, Predicate<State> counts) {
        Gauge.builder(
                        "provgate.policies",
                        watch,
                        one -> one.standings().stream()
                                .map(PolicyStanding::state)
                                .filter(counts)
                                .count())
                .tag("state", state)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        watch.begin(this);
        if (watch.progress() == Progress.LISTED) {
            warnIfThereIsNone();
        }
    }

    void end(@Observes ShutdownEvent event) {
        watch.end();
    }

    /// A policy's status follows its change within a second or two.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tell() {
        watch.tell();
    }

    @Override
    public void listed() {
        LOG.infof(
                "%d policies are in force",
                parts.policies().current().policies().size());
        warnIfThereIsNone();
    }

    @Override
    public void changed(PolicyStanding standing) {
        String policy = "version " + standing.generation() + " of the policy " + standing.policy();
        String outcome = switch (standing.state()) {
            case State.InForce _ -> {
                LOG.infof("%s is in force", policy);
                yield ACCEPTED;
            }
            case State.LastGoodInForce(String why) -> {
                LOG.errorf("%s is refused, the last good one stays in force: %s", policy, why);
                yield REFUSED;
            }
            case State.NothingInForce(String why) -> {
                LOG.errorf("%s is refused and there is no good one, so that nothing satisfies it: %s", policy, why);
                yield REFUSED;
            }
        };
        changes(outcome).increment();
        parts.announcer().changed(standing);
    }

    @Override
    public void removed(String policy) {
        LOG.warnf("the policy %s was removed", policy);
        changes(REMOVED).increment();
        warnIfThereIsNone();
    }

    /// There from the start: a rate needs the 0 before the 1.
    private Counter changes(String outcome) {
        return meters.counter("provgate.policy.changes", "outcome", outcome);
    }

    private void warnIfThereIsNone() {
        var current = parts.policies().current();
        if (current.policies().isEmpty() && current.unread().isEmpty()) {
            LOG.warn("there is no policy: every image is unmatched, and nothing is proven");
        }
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("policies")
                .status(watch.progress() == Progress.LISTED)
                .withData("silenceSeconds", watch.silence().toSeconds());
        for (PolicyStanding standing : watch.standings()) {
            health.withData(
                    standing.policy(),
                    switch (standing.state()) {
                        case State.InForce _ -> "version " + standing.generation();
                        case State.LastGoodInForce(String why) ->
                            "the last good version; version " + standing.generation() + " is refused: " + why;
                        case State.NothingInForce(String why) ->
                            "nothing; version " + standing.generation() + " is refused: " + why;
                    });
        }
        return health.build();
    }
}
