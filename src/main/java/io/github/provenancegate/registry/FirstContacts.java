package io.github.provenancegate.registry;

import io.github.provenancegate.verify.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets one question go ahead to a host that has never answered: only its answer tells how the host wants to be
/// asked, and questions that go side by side would each be refused for it. Once a host has answered, nobody
/// waits here any more.
final class FirstContacts {
    /// Longest wait for another's answer. A host that has one is faster; behind one that has none, or has none
    /// to that one question, everybody asks for himself.
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);

    /// More registries than a cluster's policies name; beyond it, nobody waits and each meets its own refusal.
    private static final int HOSTS_MAX = 1024;

    private final Set<String> met = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> underway = new ConcurrentHashMap<>();

    /// A question's part, which ends before the next one begins.
    interface Contact extends AutoCloseable {
        /// The host has answered, whatever it said.
        void answered();

        /// What the answer teaches is remembered.
        @Override
        void close();
    }

    /// Begins a question; returns when it may go, after half of the time that is left at most.
    Contact with(RegistryHost host, Deadline deadline) {
        if (met.contains(host.name()) || met.size() >= HOSTS_MAX) {
            return new Later();
        }
        CountDownLatch own = new CountDownLatch(1);
        CountDownLatch other = underway.putIfAbsent(host.name(), own);
        if (other == null) {
            return new First(host.name(), own);
        }
        Duration half = deadline.remaining().dividedBy(2);
        try {
            boolean _ = other.await((half.compareTo(WAIT_MAX) < 0 ? half : WAIT_MAX).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the question itself ends by that
        }
        return new Later();
    }

    /// Everybody else waits for it. When the host does not answer it, they all go at once: one after the other,
    /// a dead host would take everybody's time.
    private final class First implements Contact {
        private final String host;
        private final CountDownLatch own;
        private boolean answered;

        private First(String host, CountDownLatch own) {
            this.host = host;
            this.own = own;
        }

        @Override
        public void answered() {
            answered = true;
        }

        @Override
        public void close() {
            if (answered) {
                met.add(host);
            }
            underway.remove(host, own);
            own.countDown();
        }
    }

    private record Later() implements Contact {
        @Override
        public void answered() {}

        @Override
        public void close() {}
    }
}
