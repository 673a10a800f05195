package io.github.provenancegate.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.Finding;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.policy.PolicyStanding;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Tells of findings in Events, behind the answer: a queue that never makes a review wait, and limits, so that
/// a cluster full of findings does not burden its API server. What is over the limits is dropped and counted;
/// the denial and the audit log have it anyway.
public final class ClusterEvents {
    private static final Logger LOG = Logger.getLogger(ClusterEvents.class);

    /// Findings that wait to be told: minutes of them.
    private static final int QUEUE_MAX = 1_000;

    /// Events of the whole cluster, at once and then each second.
    private static final int BURST = 25;

    private static final Duration PER_EVENT = Duration.ofMillis(200);

    /// Events of one namespace, so that one team's trouble does not hide another's.
    private static final int NAMESPACE_BURST = 10;

    private static final Duration PER_EVENT_OF_NAMESPACE = Duration.ofSeconds(1);

    private static final int NAMESPACES_MAX = 4_096;

    /// The same finding is told again this often: its series counts.
    private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

    private static final int FINDINGS_MAX = 10_000;

    private final EventWriter writer;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Finding> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final TokenBucket all;
    private final Cache<String, TokenBucket> namespaces;
    private final Cache<Finding, Times> told;

    private static final class Times {
        private int found;
        private long toldAt;
    }

    /// Tells nothing before [#start].
    ///
    /// @param client whose requests end within seconds
    /// @param replica tells this process from the others
    /// @param nanoTime a monotonic clock in nanoseconds
    public ClusterEvents(KubernetesClient client, String replica, InstantSource clock, LongSupplier nanoTime) {
        this.writer = new EventWriter(client, new Owners(client, nanoTime), replica, clock);
        this.nanoTime = nanoTime;
        this.all = new TokenBucket(BURST, PER_EVENT, nanoTime.getAsLong());
        this.namespaces = Caffeine.newBuilder().maximumSize(NAMESPACES_MAX).build();
        this.told = Caffeine.newBuilder().maximumSize(FINDINGS_MAX).build();
    }

    /// Begins to tell, on a thread of its own that ends with the process.
    public void start() {
        Thread.ofPlatform().daemon().name("events").start(this::tell);
    }

    /// A review is decided; returns at once.
    ///
    /// @param rulings in Pod order
    public void reviewed(AdmissionRequest request, List<ImageRuling> rulings) {
        Finding.of(request, rulings).forEach(this::found);
    }

    /// A policy was read; returns at once.
    public void changed(PolicyStanding standing) {
        Finding.of(standing).ifPresent(this::found);
    }

    /// Something is found; returns at once.
    public void found(Finding finding) {
        if (!queue.offer(finding)) {
            dropped.incrementAndGet();
        }
    }

    /// How many findings were not told, since the start.
    public long dropped() {
        return dropped.get();
    }

    private void tell() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                tell(queue.take());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) { // the next one may be told
                dropped.incrementAndGet();
                LOG.warnf("an Event could not be written: %s", defect.getMessage());
                LOG.debug("why the Event could not be written", defect);
            }
        }
    }

    /// On the one thread that tells.
    private void tell(Finding finding) {
        long now = nanoTime.getAsLong();
        Times times = told.get(finding, _ -> new Times());
        times.found++;
        if (times.found > 1 && now - times.toldAt < TOLD_AGAIN.toNanos()) {
            return; // it will be counted with the next one
        }
        TokenBucket ofNamespace =
                namespaces.get(finding.namespace(), _ -> new TokenBucket(NAMESPACE_BURST, PER_EVENT_OF_NAMESPACE, now));
        if (!ofNamespace.take(now) || !all.take(now)) {
            times.found--;
            dropped.incrementAndGet();
            return;
        }
        times.toldAt = now;
        writer.write(finding, times.found);
    }
}
