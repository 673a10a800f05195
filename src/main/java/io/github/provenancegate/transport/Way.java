package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Authenticator;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/// How a call leaves: to the host itself, or to a proxy.
sealed interface Way {
    /// The client's settings for it.
    OkHttpClient.Builder taken(OkHttpClient.Builder client);

    /// What stands behind the host's name in a sentence about what went wrong; empty where there is nothing to
    /// say.
    String words();

    /// To the host itself.
    ///
    /// @param names looks the host up, within the address rules
    record Direct(CheckedNames names) implements Way {
        @Override
        public OkHttpClient.Builder taken(OkHttpClient.Builder client) {
            return client.proxy(Proxy.NO_PROXY).dns(names);
        }

        @Override
        public String words() {
            return "";
        }
    }

    /// The operator has named the proxy: it may have any address.
    record Through(EgressProxy.Server server, NameLookup names) implements Way {
        @Override
        public OkHttpClient.Builder taken(OkHttpClient.Builder client) {
            return client.proxy(new Proxy(
                            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(server.host(), server.port())))
                    .dns(new ProxyNames(names))
                    .proxyAuthenticator(server.authorization()
                            .<Authenticator>map(ProxyLogin::new)
                            .orElse(Authenticator.NONE));
        }

        @Override
        public String words() {
            return " through the proxy " + server.authority();
        }
    }

    /// Value equality lets connections be shared between calls.
    record ProxyNames(NameLookup names) implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            return names.lookup(host);
        }
    }

    /// Answers the proxy's challenge once, and no other's: inside a tunnel it is the host itself that asks. Value
    /// equality as above.
    record ProxyLogin(Secret authorization) implements Authenticator {
        @Override
        public @Nullable Request authenticate(@Nullable Route route, Response response) {
            boolean fromTheOrigin = response.request().url().isHttps()
                    && !response.request().method().equals("CONNECT");
            return response.request().header("Proxy-Authorization") == null && !fromTheOrigin
                    ? response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", authorization.revealUnsafe())
                            .build()
                    : null;
        }
    }
}
