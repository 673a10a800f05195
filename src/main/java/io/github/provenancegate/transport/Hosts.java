package io.github.provenancegate.transport;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What is remembered of each host. A host that only an answer named is another one than the same host named by
/// a policy, and pushes none of those out: whoever answers could else bring a registry into disrepute by
/// referring to it, or have it forgotten by referring to many others.
final class Hosts {
    /// Registries, token realms and blob stores of one cluster are some ten; answers from outside can name any
    /// number.
    static final int HOSTS_MAX = 1024;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<Destination, LatestUsed> hosts = new EnumMap<>(Destination.class);

    /// Forgets whichever was asked longest ago.
    private static final class LatestUsed extends LinkedHashMap<String, Host> {
        private static final long serialVersionUID = 1L;

        LatestUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Host> eldest) {
            return size() > HOSTS_MAX;
        }
    }

    Hosts(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    Host of(HttpCall call) {
        Destination destination = call.destination();
        synchronized (hosts) {
            return hosts.computeIfAbsent(destination, _ -> new LatestUsed())
                    .computeIfAbsent(
                            call.address().authority(),
                            name -> new Host(name, destination.namedBy(), nanoTime, random));
        }
    }
}
