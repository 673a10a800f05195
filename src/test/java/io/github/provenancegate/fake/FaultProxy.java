package io.github.provenancegate.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A relay of TCP connections on loopback, to stand between the product and a server. It spoils the connection
/// itself, whatever is spoken over it, and counts how often it was connected to.
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<SpoiltAnswer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger spoiltLeft = new AtomicInteger();
    private volatile Optional<ConnectionFault> fault = Optional.empty();

    private FaultProxy(ServerSocket listening, int serverPort) {
        this.listening = listening;
        this.serverPort = serverPort;
        threads.execute(this::accept);
    }

    /// Starts a faultless relay to a server on 127.0.0.1, itself on a free port there.
    public static FaultProxy to(int serverPort) {
        try {
            return new FaultProxy(new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1")), serverPort);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /// `127.0.0.1:PORT`, as image references and `--plain-http` have it.
    public String host() {
        return "127.0.0.1:" + port();
    }

    /// Spoils connections that are taken up from now on.
    public void spoil(ConnectionFault other) {
        spoil(other, Integer.MAX_VALUE);
    }

    /// Spoils the next few connections.
    public void spoil(ConnectionFault other, int times) {
        spoiltLeft.set(times);
        this.fault = Optional.of(other);
    }

    /// Lets connections that are taken up from now on be.
    public void heal() {
        this.fault = Optional.empty();
    }

    /// Lets nothing more of any answer through, on the connections that there are: as when a device on the way has
    /// forgotten them. Nobody is told.
    public void forgetConnections() {
        answers.forEach(SpoiltAnswer::lose);
    }

    /// How many connections were taken up so far.
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        closed.countDown();
        closeQuietly(listening);
        sockets.forEach(FaultProxy::closeQuietly);
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                accepted.incrementAndGet();
                Optional<ConnectionFault> spoilt =
                        fault.filter(_ -> spoiltLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0);
                threads.execute(() -> relay(client, spoilt));
            }
        } catch (IOException _) {
            // the test is over
        }
    }

    private void relay(Socket client, Optional<ConnectionFault> spoilt) {
        try {
            if (spoilt.filter(ConnectionFault.HalfOpen.class::isInstance).isPresent()) {
                closed.await();
                return;
            }
            Socket server = new Socket(listening.getInetAddress(), serverPort);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            threads.execute(() -> ask(client, server));
            SpoiltAnswer answer = new SpoiltAnswer(client, spoilt, closed);
            answers.add(answer);
            answer(answer, server);
        } catch (IOException _) {
            closeQuietly(client); // the server is gone, as far as the client can tell
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ask(Socket client, Socket server) {
        try {
            client.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
        } catch (IOException _) {
            closeQuietly(server);
        }
    }

    private static void answer(SpoiltAnswer answer, Socket server) throws IOException, InterruptedException {
        byte[] piece = new byte[8192];
        try (server;
                InputStream in = server.getInputStream();
                OutputStream _ = server.getOutputStream()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                answer.send(piece, read);
            }
            answer.end();
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // closed already
        }
    }
}
