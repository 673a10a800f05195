package io.github.provenancegate.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP port of loopback that leads to another, until it is cut: then its connections end, and new ones do at
/// once.
public final class CuttableLine implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile State state = State.WHOLE;

    private enum State {
        WHOLE,
        CUT
    }

    private CuttableLine(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /// Starts one on a free port.
    ///
    /// @param target the port to which it leads
    public static CuttableLine to(int target) {
        try {
            var line = new CuttableLine(new ServerSocket(0, 50, InetAddress.ofLiteral(Loopback.ADDRESS)), target);
            Thread.startVirtualThread(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Ends all connections; new ones end at once, as if whoever is behind were gone.
    public void cut() {
        state = State.CUT;
        open.forEach(CuttableLine::end);
    }

    public void mend() {
        state = State.WHOLE;
    }

    @Override
    public void close() {
        cut();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                lead(server.accept());
            } catch (IOException _) {
                // closed, or nobody is behind: the client sees its connection end
            }
        }
    }

    private void lead(Socket client) throws IOException {
        open.add(client);
        var behind = new Socket();
        open.add(behind);
        if (state == State.CUT) {
            end(client);
            return;
        }
        behind.connect(new InetSocketAddress(InetAddress.ofLiteral(Loopback.ADDRESS), target));
        Thread.startVirtualThread(() -> pump(client, behind));
        Thread.startVirtualThread(() -> pump(behind, client));
        if (state == State.CUT) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // cut
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it has ended
        }
    }
}
