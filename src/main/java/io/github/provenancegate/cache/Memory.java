package io.github.provenancegate.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// Things with a life each, bounded in bytes. What is asked for often outlives a flood of what is asked for
/// once (Caffeine's admission by frequency, W-TinyLFU).
final class Memory<K, V> {
    /// What an entry costs beside its content: key, record, the map's own nodes.
    static final int ENTRY_BYTES = 512;

    private final Cache<K, Entry<V>> entries;

    private record Entry<V>(V value, Duration life, long since, int bytes) {}

    private final ToLongFunction<V> contentBytes;
    private final LongSupplier nanoTime;

    /// @param bytesMax of all entries together
    /// @param contentBytes what a value weighs
    /// @param nanoTime a monotonic clock in nanoseconds
    Memory(long bytesMax, ToLongFunction<V> contentBytes, LongSupplier nanoTime) {
        this.contentBytes = contentBytes;
        this.nanoTime = nanoTime;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((K _, Entry<V> entry) -> entry.bytes())
                .expireAfter(Expiry.writing((K _, Entry<V> entry) -> entry.life()))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run) // evictions are quick, and tests want them done
                .build();
    }

    Optional<V> recall(K key) {
        return Optional.ofNullable(entries.getIfPresent(key)).map(Entry::value);
    }

    /// Whether it is past half of its life: time to ask again while what is remembered still serves.
    boolean isAging(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        return entry != null
                && nanoTime.getAsLong() - entry.since() > entry.life().toNanos() / 2;
    }

    /// @param life [Life#NONE] remembers nothing
    void remember(K key, V value, Duration life) {
        if (life.isPositive()) {
            long bytes = ENTRY_BYTES + contentBytes.applyAsLong(value);
            entries.put(key, new Entry<>(value, life, nanoTime.getAsLong(), (int) Math.min(Integer.MAX_VALUE, bytes)));
        }
    }

    long entries() {
        return entries.estimatedSize();
    }

    long bytes() {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    void forgetAll() {
        entries.invalidateAll();
    }

    void forget(K key) {
        entries.invalidate(key);
    }
}
