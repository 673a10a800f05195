package io.github.provenancegate.fake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An egress proxy over loopback (RFC 9110, section 9.3.6, CONNECT) that leads every tunnel to one port.
public final class ConnectProxy implements AutoCloseable {
    private final List<List<String>> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final int target;
    private volatile String refusal = "";

    private ConnectProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /// Starts one on a free port.
    ///
    /// @param target the port of this machine to which every tunnel leads
    public static ConnectProxy startTo(int target) {
        try {
            ConnectProxy proxy = new ConnectProxy(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), target);
            Thread.startVirtualThread(proxy::accept);
            return proxy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Refuses every tunnel from now on.
    ///
    /// @param status such as `403 Forbidden`
    public void refuse(String status) {
        refusal = status;
    }

    /// The request line and header lines of each tunnel that was asked for.
    public List<List<String>> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
            List<String> head = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.add(line);
            }
            heads.add(head);
            OutputStream out = client.getOutputStream();
            if (!refusal.isEmpty()) {
                out.write(
                        ("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try (Socket registry = new Socket(InetAddress.ofLiteral("127.0.0.1"), target)) {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread back = Thread.startVirtualThread(() -> copy(registry, client));
                copy(client, registry);
                back.join();
            }
        } catch (IOException _) {
            // one of the two has hung up
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // one of the two has hung up
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
