package io.github.provenancegate.fake;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The tokens that a [FakeRegistry] has handed out.
final class FakeRegistryTokens {
    private final AtomicInteger issued = new AtomicInteger();
    private final Set<String> good = ConcurrentHashMap.newKeySet();

    String issue() {
        String token = "token-" + issued.incrementAndGet();
        good.add(token);
        return token;
    }

    boolean isGood(String token) {
        return good.contains(token);
    }

    void forget() {
        good.clear();
    }
}
