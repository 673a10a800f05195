package io.github.provenancegate.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/// How far one call came: whether the other side ever took up a connection. Silence before that means
/// "unreachable", silence after it means "too slow". Connections are made on threads of the HTTP client.
final class Progress extends EventListener {
    private final String way;
    private final Chance chance;
    private volatile boolean connected;
    private volatile boolean connecting;

    /// @param way what stands behind the host's name in a sentence about what went wrong
    Progress(String way, Chance chance) {
        this.way = way;
        this.chance = chance;
    }

    /// Whether there was time to connect.
    enum Chance {
        FAIR,
        /// The caller had less left than connecting may take.
        TOO_LITTLE_TIME
    }

    Chance chance() {
        return chance;
    }

    String way() {
        return way;
    }

    boolean isConnected() {
        return connected;
    }

    /// Whether the call went over a connection that was there before it.
    boolean isOverKeptConnection() {
        return connected && !connecting;
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        connecting = true;
    }

    @Override
    public void secureConnectStart(Call call) {
        connected = true;
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
        connected = true;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        connected = true;
    }
}
