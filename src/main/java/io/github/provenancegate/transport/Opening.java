package io.github.provenancegate.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;

/// Who opens a connection to a host while there is none. One connection of HTTP/2 serves all calls, but not
/// before it is up: calls that begin together would each open their own. So one of them opens it, and the
/// others wait a moment for that; a host that has been seen to speak HTTP/1.1 gets a connection for each call
/// as ever.
///
/// ```
///   no connection fits ── somebody opens one? ── no ──▶ opens it ── it is up, or will not be ──┐
///                                    └── yes ──▶ waits until then, or for its time at most ────┴──▶ goes on
/// ```
///
/// Whoever goes on looks for a connection once more before it opens one of its own. So nobody depends on the
/// first: when it fails, the others try at once, side by side.
final class Opening {
    private Optional<CountDownLatch> underway = Optional.empty();
    private boolean oneForEachCall;

    /// What one attempt listens with; its end must be told.
    ///
    /// @param waitMax how long it may wait for another's connection
    Turn turn(Duration waitMax) {
        return new Turn(waitMax);
    }

    private synchronized Optional<CountDownLatch> othersOrOwn(CountDownLatch own) {
        if (underway.isEmpty() && !oneForEachCall) {
            underway = Optional.of(own);
        }
        return underway.filter(other -> !other.equals(own) && !oneForEachCall);
    }

    private synchronized void over(CountDownLatch own) {
        underway = underway.filter(other -> !other.equals(own));
        own.countDown();
    }

    private synchronized void isUp(Protocol protocol) {
        oneForEachCall = protocol != Protocol.HTTP_2;
    }

    /// One attempt's part. The client asks its listeners to be quick; this one blocks, knowingly: only there
    /// does the client tell that it found no connection and is about to open one. It is on the caller's own
    /// thread then, holds no lock, and looks for a connection again afterwards.
    final class Turn extends EventListener {
        private final CountDownLatch own = new CountDownLatch(1);
        private final Duration waitMax;

        private Turn(Duration waitMax) {
            this.waitMax = waitMax;
        }

        @Override
        public void proxySelectStart(Call call, HttpUrl url) {
            if (!url.isHttps()) {
                return; // HTTP/2 is agreed upon in TLS
            }
            try {
                Optional<CountDownLatch> others = othersOrOwn(own);
                if (others.isPresent()) {
                    boolean _ = others.get().await(waitMax.toNanos(), TimeUnit.NANOSECONDS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void connectionAcquired(Call call, Connection connection) {
            isUp(connection.protocol());
            end();
        }

        /// The attempt has a connection, or will have none. Telling it again is harmless.
        void end() {
            over(own);
        }
    }
}
