package io.github.provenancegate.cache;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// What has become known since the file was written last. Manifests and base claims are kept of digests of
/// which a signature is: whoever may create Pods could fill the file with what else there is.
final class Journal {
    /// Some hundred images. Beyond it, what comes is not kept until the next one asks: the file was not written
    /// in time.
    static final long PENDING_BYTES_MAX = 8 << 20;

    /// Manifests and base claims that wait for a signature, which is being looked for at the same time.
    private static final long WAITING_BYTES_MAX = 4 << 20;

    /// More than the file has lines.
    private static final int PROVEN_MAX = 50_000;

    /// Empty where what the file says is no longer true.
    private final Map<Kept.Name, Optional<Kept>> pending = new LinkedHashMap<>();

    private final Set<Digest> proven = new LinkedHashSet<>();
    private final Memory<Digest, Map<Kept.Name, Kept>> waiting;
    private long pendingBytes;

    /// @param nanoTime a monotonic clock in nanoseconds
    Journal(LongSupplier nanoTime) {
        this.waiting = new Memory<>(
                WAITING_BYTES_MAX,
                all -> all.values().stream().mapToLong(Kept::bytes).sum(),
                nanoTime);
    }

    /// Signatures by a wanted signer.
    synchronized void prove(Kept signatures) {
        Digest digest = signatures.image().digest();
        put(signatures.name(), Optional.of(signatures));
        isProven(digest);
        waiting.recall(digest).orElse(Map.of()).values().forEach(one -> put(one.name(), Optional.of(one)));
        waiting.forget(digest);
    }

    /// The file has signatures of this digest.
    synchronized void isProven(Digest digest) {
        if (proven.size() >= PROVEN_MAX) {
            proven.remove(proven.iterator().next());
        }
        proven.add(digest);
    }

    /// A manifest or a base claim.
    synchronized void note(Kept kept) {
        Digest digest = kept.image().digest();
        if (proven.contains(digest)) {
            put(kept.name(), Optional.of(kept));
            return;
        }
        Map<Kept.Name, Kept> others = new LinkedHashMap<>(waiting.recall(digest).orElse(Map.of()));
        others.put(kept.name(), kept);
        waiting.remember(digest, others, Life.FIXED);
    }

    /// The registry has signatures of this image no more.
    synchronized void withdraw(PinnedImage image) {
        if (proven.contains(image.digest())) {
            put(new Kept.Name(Kept.About.SIGNATURES, image), Optional.empty());
        }
    }

    private void put(Kept.Name name, Optional<Kept> kept) {
        long bytes = weight(kept);
        if (pendingBytes + bytes - weight(pending.getOrDefault(name, Optional.empty())) <= PENDING_BYTES_MAX) {
            remove(name);
            pending.put(name, kept);
            pendingBytes += bytes;
        }
    }

    private static long weight(Optional<Kept> kept) {
        return Memory.ENTRY_BYTES + kept.map(Kept::bytes).orElse(0L);
    }

    private void remove(Kept.Name name) {
        Optional<Kept> before = pending.remove(name);
        if (before != null) {
            pendingBytes -= weight(before);
        }
    }

    /// Whether something newer than the file is known.
    synchronized boolean hasNewer(Kept.Name name) {
        return pending.containsKey(name);
    }

    synchronized boolean isEmpty() {
        return pending.isEmpty();
    }

    /// Whether it should be written before its time.
    synchronized boolean isHalfFull() {
        return pendingBytes > PENDING_BYTES_MAX / 2;
    }

    /// What is to be written, newest first.
    synchronized Map<Kept.Name, Optional<Kept>> pending() {
        List<Map.Entry<Kept.Name, Optional<Kept>>> all = new ArrayList<>(pending.entrySet());
        Map<Kept.Name, Optional<Kept>> newestFirst = new LinkedHashMap<>();
        all.reversed().forEach(entry -> newestFirst.put(entry.getKey(), entry.getValue()));
        return newestFirst;
    }

    /// Forgets what was written, but not what has come since.
    synchronized void written(Map<Kept.Name, Optional<Kept>> batch) {
        batch.forEach((name, kept) -> {
            if (kept.equals(pending.get(name))) {
                remove(name);
            }
        });
    }
}
