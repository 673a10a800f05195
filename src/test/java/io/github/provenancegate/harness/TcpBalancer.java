package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// One port of loopback in front of several, as a Service has it: each new connection goes to the next of those
/// that are in turn; one that is taken out keeps the connections that it has.
public final class TcpBalancer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> targets = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    private TcpBalancer(ServerSocket server) {
        this.server = server;
    }

    /// Starts one on a free port; nobody is behind it yet.
    public static TcpBalancer start() {
        try {
            var balancer = new TcpBalancer(new ServerSocket(0, 1024, InetAddress.ofLiteral(Loopback.ADDRESS)));
            Thread.startVirtualThread(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// From now on new connections go to this port too.
    public void add(int target) {
        targets.add(target);
    }

    /// From now on no new connection goes to this port.
    public void remove(int target) {
        targets.remove(Integer.valueOf(target));
    }

    @Override
    public void close() {
        end(server);
        open.forEach(TcpBalancer::end);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.startVirtualThread(() -> lead(client));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void lead(Socket client) {
        open.add(client);
        var behind = new Socket();
        open.add(behind);
        try {
            var candidates = List.copyOf(targets);
            var target = candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size()));
            behind.connect(new InetSocketAddress(InetAddress.ofLiteral(Loopback.ADDRESS), target));
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            Thread.startVirtualThread(() -> pump(client, behind));
            pump(behind, client);
        } catch (IOException | IndexOutOfBoundsException _) {
            end(client); // nobody is there: the client sees a refusal
            end(behind);
        }
    }

    /// Passes on also that one side has no more to say, which the other may still answer.
    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            end(from);
            end(to);
        } finally {
            if (from.isOutputShutdown() || to.isClosed()) {
                end(from);
                end(to);
                open.remove(from);
                open.remove(to);
            }
        }
    }

    private static void end(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // it has ended
        }
    }
}
