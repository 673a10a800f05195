package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.Credentials;

/// The platform's proxies for what leaves it, as the variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name
/// them, in the reading that Kubernetes' own programs have (Go's `golang.org/x/net/http/httpproxy`).
///
/// Behind a proxy a host's name is looked up by the proxy alone, so that the rules on addresses hold only for
/// hosts that are written as addresses: where a referred host may lie is then the proxy's matter.
public final class EgressProxy {
    /// Every host is asked directly.
    public static final EgressProxy NONE = new EgressProxy(Optional.empty(), Optional.empty(), List.of());

    private static final int PORT = 80;

    private final Optional<Server> forHttps;
    private final Optional<Server> forHttp;
    private final List<Exempt> exempt;

    /// @param authorization the value of `Proxy-Authorization` (RFC 9110, section 11.7.2)
    record Server(String host, int port, Optional<Secret> authorization) {
        /// As people write it; without the password.
        String authority() {
            return host + ":" + port;
        }
    }

    /// What is asked directly.
    private sealed interface Exempt {
        record Everything() implements Exempt {}

        /// @param port empty means each port
        record Domain(String name, Names names, Optional<Integer> port) implements Exempt {}

        record Block(Cidr block, Optional<Integer> port) implements Exempt {}

        enum Names {
            IT_AND_BELOW,
            BELOW
        }
    }

    private EgressProxy(Optional<Server> forHttps, Optional<Server> forHttp, List<Exempt> exempt) {
        this.forHttps = forHttps;
        this.forHttp = forHttp;
        this.exempt = List.copyOf(exempt);
    }

    /// Reads the variables; lower-case names stand for the others where those are not set.
    ///
    /// @throws IllegalArgumentException when one cannot be used; the message names it and holds no password
    public static EgressProxy of(Map<String, String> environment) {
        return new EgressProxy(
                server(environment, "HTTPS_PROXY"),
                server(environment, "HTTP_PROXY"),
                Arrays.stream(variable(environment, "NO_PROXY").split(",", -1))
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .filter(text -> !text.isEmpty())
                        .map(EgressProxy::exempt)
                        .toList());
    }

    private static String variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : value;
    }

    private static Optional<Server> server(Map<String, String> environment, String name) {
        String text = variable(environment, name).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equals(url.getScheme()) && url.getHost() != null) {
                return Optional.of(new Server(
                        url.getHost().toLowerCase(Locale.ROOT),
                        url.getPort() < 0 ? PORT : url.getPort(),
                        Optional.ofNullable(url.getUserInfo()).map(EgressProxy::authorization)));
            }
        } catch (URISyntaxException _) {
            // said below; its message repeats the text, which may hold a password
        }
        throw new IllegalArgumentException(
                name + ": is no proxy that can be used; write http://HOST:PORT (proxies that are themselves asked over"
                        + " TLS, and SOCKS, are not supported)");
    }

    private static Secret authorization(String userInfo) {
        int colon = userInfo.indexOf(':');
        return new Secret(
                colon < 0
                        ? Credentials.basic(userInfo, "")
                        : Credentials.basic(userInfo.substring(0, colon), userInfo.substring(colon + 1)));
    }

    private static Exempt exempt(String text) {
        if (text.equals("*")) {
            return new Exempt.Everything();
        }
        Optional<Cidr> block = block(text);
        if (block.isPresent()) {
            return new Exempt.Block(block.get(), Optional.empty());
        }
        int colon = text.lastIndexOf(':');
        Optional<Integer> port = colon < 0 ? Optional.empty() : port(text.substring(colon + 1));
        String name = port.isPresent() ? text.substring(0, colon) : text;
        Optional<Cidr> ported = block(name.replace("[", "").replace("]", ""));
        if (ported.isPresent()) {
            return new Exempt.Block(ported.get(), port);
        }
        String bare = name.startsWith("*.") ? name.substring(1) : name;
        return bare.startsWith(".")
                ? new Exempt.Domain(bare.substring(1), Exempt.Names.BELOW, port)
                : new Exempt.Domain(bare, Exempt.Names.IT_AND_BELOW, port);
    }

    private static Optional<Cidr> block(String text) {
        try {
            return Optional.of(Cidr.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> port(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// The proxy through which an address is asked; empty means directly. This machine itself is never asked
    /// through one.
    ///
    /// @param literal the address where the host is one
    Optional<Server> onTheWayTo(WebAddress address, Optional<InetAddress> literal) {
        Optional<Server> server = address.scheme().equals("https") ? forHttps : forHttp;
        boolean local = address.host().equals("localhost")
                || literal.filter(InetAddress::isLoopbackAddress).isPresent();
        return server.filter(_ -> !local && exempt.stream().noneMatch(one -> covers(one, address, literal)));
    }

    private static boolean covers(Exempt exempt, WebAddress address, Optional<InetAddress> literal) {
        return switch (exempt) {
            case Exempt.Everything _ -> true;
            case Exempt.Block(Cidr block, Optional<Integer> port) ->
                literal.filter(block::contains).isPresent() && covers(port, address);
            case Exempt.Domain(String name, Exempt.Names names, Optional<Integer> port) -> {
                boolean itself =
                        names == Exempt.Names.IT_AND_BELOW && address.host().equals(name);
                yield covers(port, address) && (itself || address.host().endsWith("." + name));
            }
        };
    }

    private static boolean covers(Optional<Integer> port, WebAddress address) {
        return port.map(one -> one == address.port()).orElse(true);
    }
}
