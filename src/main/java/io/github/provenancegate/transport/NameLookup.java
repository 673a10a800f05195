package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks a host's addresses up.
@FunctionalInterface
interface NameLookup {
    List<InetAddress> lookup(String host) throws UnknownHostException;

    /// The platform's resolver. It blocks in native code, where neither a time-out nor an interrupt reaches it, so
    /// it is asked on a thread of its own that the caller can leave: one dead name server must not hold the few
    /// carriers of the virtual threads.
    static NameLookup ofPlatform(Duration timeout) {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("name-lookup-", 0).factory());
        return host -> {
            Future<List<InetAddress>> addresses = threads.submit(() -> List.of(InetAddress.getAllByName(host)));
            try {
                return addresses.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                addresses.cancel(true);
                throw new UnknownHostException(host);
            } catch (ExecutionException _) {
                throw new UnknownHostException(host);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException(host);
            }
        };
    }
}
