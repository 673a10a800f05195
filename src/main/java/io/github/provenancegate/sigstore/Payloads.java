package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Blobs of one repository, each asked for once, side by side.
final class Payloads {
    /// Fetches in flight for one image: enough to hide latency, too few to burden a registry.
    static final int IN_FLIGHT_MAX = 4;

    private final Map<Digest, CompletableFuture<Registry.Fetched>> fetches = new HashMap<>();
    private final Inquiry inquiry;

    private Payloads(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /// Starts to fetch; the first on the calling thread, which would otherwise only wait.
    static Payloads fetch(
            Registry registry,
            Repository repository,
            Collection<Digest> digests,
            long bodyBytesMax,
            Inquiry inquiry,
            Executor executor) {
        Payloads payloads = new Payloads(inquiry);
        Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
        List<Digest> distinct = digests.stream().distinct().toList();
        for (Digest digest : distinct) {
            CompletableFuture<Registry.Fetched> fetch = new CompletableFuture<>();
            payloads.fetches.put(digest, fetch);
            Runnable ask = () -> {
                try {
                    permits.acquire();
                    try {
                        fetch.complete(registry.blob(repository, digest, bodyBytesMax, inquiry));
                    } finally {
                        permits.release();
                    }
                } catch (Throwable failed) {
                    fetch.completeExceptionally(failed);
                }
            };
            if (digest.equals(distinct.getLast())) {
                ask.run();
            } else {
                executor.execute(ask);
            }
        }
        return payloads;
    }

    /// The blob, as the registry answered.
    ///
    /// @throws UndeterminedException when it could not be asked, or not before the deadline
    Registry.Fetched get(Digest digest) {
        CompletableFuture<Registry.Fetched> fetch = fetches.get(digest);
        if (fetch == null) {
            throw new IllegalArgumentException(digest + " was not asked for");
        }
        try {
            return fetch.get(inquiry.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UndeterminedException couldNotAsk) {
                throw couldNotAsk;
            }
            throw new UndeterminedException(
                    ReasonCode.INTERNAL, "an internal error while reading a signature's payload", failed);
        } catch (TimeoutException tooLate) {
            throw new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "the time ran out while reading a signature's payload", tooLate);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UndeterminedException(
                    ReasonCode.DEADLINE_EXCEEDED, "stopped while reading a signature's payload", stopped);
        }
    }
}
