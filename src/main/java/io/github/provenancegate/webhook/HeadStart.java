package io.github.provenancegate.webhook;

import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.policy.Namespace;
import io.github.provenancegate.policy.PolicySet.Selection;
import io.github.provenancegate.policy.PolicyWatch;
import io.github.provenancegate.policy.RunningImages;
import io.github.provenancegate.policy.RunningImages.Running;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.MemoryWatch;
import io.github.provenancegate.verify.Observer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Asks once about the images that run already, beside the reviews and slowly, so that their next Pods are
/// answered from memory. Readiness does not wait for it.
@Singleton
class HeadStart {
    private static final Logger LOG = Logger.getLogger(HeadStart.class);

    /// Reviews come first, at our network and at the registries.
    private static final int SIDE_BY_SIDE_MAX = 4;

    private static final Duration IMAGE_MAX = Duration.ofSeconds(20);

    /// What is not done by then is done when it is reviewed.
    private static final Duration ALL_MAX = Duration.ofMinutes(15);

    private final WebhookParts parts;
    private final Counter proven;
    private final Counter notProven;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean ending;

    HeadStart(WebhookParts parts, MeterRegistry meters) {
        this.parts = parts;
        this.proven = meters.counter("provgate.running.images", "outcome", "proven");
        this.notProven = meters.counter("provgate.running.images", "outcome", "not_proven");
    }

    private record Matter(ImageReference.Pinned image, List<Requirement> requirements) {}

    /// Makes the metric be there from the start, and not from the first look on.
    void start(@Observes StartupEvent event) {}

    /// Waits for the policies, and for what a file brings without asking anybody.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void begin() {
        if (parts.policyWatch().progress() == PolicyWatch.Progress.LISTED
                && parts.memory().progress() == MemoryWatch.Progress.REGAINED
                && parts.running().isPresent()
                && begun.compareAndSet(false, true)) {
            parts.threads().execute(this::run);
        }
    }

    void end(@Observes ShutdownEvent event) {
        ending = true;
    }

    private void run() {
        Deadline deadline = Deadline.after(ALL_MAX, parts.nanoTime());
        Set<Matter> matters = new LinkedHashSet<>();
        parts.running()
                .map(RunningImages::list)
                .orElse(List.of())
                .forEach(one -> matter(one).ifPresent(matters::add));
        Semaphore places = new Semaphore(SIDE_BY_SIDE_MAX);
        try {
            for (Matter matter : matters) {
                places.acquire();
                if (ending || deadline.remaining().isZero()) {
                    return;
                }
                parts.threads().execute(() -> {
                    try {
                        ask(matter);
                    } finally {
                        places.release();
                    }
                });
            }
            places.acquire(SIDE_BY_SIDE_MAX);
            LOG.infof("%d images of running Pods were looked at", matters.size());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Empty where no policy speaks of the image: its host is never asked then.
    private Optional<Matter> matter(Running one) {
        Optional<Namespace> namespace = Optional.of(parts.namespaces().of(one.namespace()));
        return switch (parts.policies().current().select(namespace, one.image())) {
            case Selection.Matched(var policies) ->
                Optional.of(new Matter(
                        one.image(),
                        policies.stream()
                                .map(policy -> policy.requirementFor(one.image().repository()))
                                .toList()));
            case Selection.Excluded _, Selection.Unmatched _ -> Optional.empty();
        };
    }

    private void ask(Matter matter) {
        Inquiry inquiry = new Inquiry(Deadline.after(IMAGE_MAX, parts.nanoTime()), Observer.SILENT);
        boolean allProven = parts.verifier().examine(matter.image(), matter.requirements(), inquiry).stream()
                .allMatch(one -> one.judgement().verdict().isProven());
        (allProven ? proven : notProven).increment();
    }
}
