package io.github.provenancegate.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What is remembered of each host. A host that only an answer named is another one than the same host named by
/// a policy: whoever answers could else bring a registry into disrepute by referring to it.
final class Hosts {
    /// Registries, token realms and blob stores of one cluster are some ten; answers from outside can name any
    /// number.
    static final int HOSTS_MAX = 1024;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<Name, Host> hosts = new LatestUsed();

    private record Name(String authority, Destination destination) {}

    /// Forgets whichever was asked longest ago.
    private static final class LatestUsed extends LinkedHashMap<Name, Host> {
        private static final long serialVersionUID = 1L;

        LatestUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Host> eldest) {
            return size() > HOSTS_MAX;
        }
    }

    Hosts(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    Host of(HttpCall call) {
        Name name = new Name(call.address().authority(), call.destination());
        synchronized (hosts) {
            return hosts.computeIfAbsent(
                    name, _ -> new Host(name.authority(), call.destination().namedBy(), nanoTime, random));
        }
    }
}
