package io.github.provenancegate.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/// Free ports for programs that must be told their port.
final class Loopback {
    static final String ADDRESS = "127.0.0.1";

    /// Below the ports that systems give to outgoing connections, so that none takes the port before the
    /// program does.
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES_MAX = 100;

    private Loopback() {}

    static int freePort() {
        for (int i = 0; i < TRIES_MAX; i++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral(ADDRESS))) {
                return port;
            } catch (IOException _) {
                // Taken: try another.
            }
        }
        throw new AssertionError("no free port on " + ADDRESS);
    }

    /// Whether somebody listens on the port.
    static boolean listens(int port) {
        return listens(ADDRESS, port);
    }

    /// The same on another address of this machine.
    static boolean listens(String address, int port) {
        try (var _ = new Socket(InetAddress.ofLiteral(address), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
