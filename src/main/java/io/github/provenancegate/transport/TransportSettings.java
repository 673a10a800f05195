package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an operator says about the way out.
///
/// @param plainHosts hosts that are spoken to without TLS; they may have any address
/// @param resolvedHosts hosts whose address is given instead of looked up
/// @param allowedAddresses addresses that a host may have although the rules refuse them
/// @param caFile certificate authorities (PEM) that are trusted besides the platform's
/// @param connectTimeout longest wait for a connection
/// @param requestTimeout longest wait for one whole answer; a shorter deadline cuts it
/// @param proxy the platform's way out
public record TransportSettings(
        List<PlainHost> plainHosts,
        List<ResolvedHost> resolvedHosts,
        List<AllowedAddress> allowedAddresses,
        Optional<Path> caFile,
        Duration connectTimeout,
        Duration requestTimeout,
        EgressProxy proxy) {
    /// No exception to any rule. Three seconds reach every registry that is up; ten hold the largest document
    /// that is ever read over a slow link.
    public static final TransportSettings DEFAULT = new TransportSettings(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            EgressProxy.NONE);

    public TransportSettings {
        plainHosts = List.copyOf(plainHosts);
        resolvedHosts = List.copyOf(resolvedHosts);
        allowedAddresses = List.copyOf(allowedAddresses);
        if (!connectTimeout.isPositive() || !requestTimeout.isPositive()) {
            throw new IllegalArgumentException("time-outs are longer than nothing");
        }
    }

    /// The same by another way out.
    public TransportSettings through(EgressProxy other) {
        return new TransportSettings(
                plainHosts, resolvedHosts, allowedAddresses, caFile, connectTimeout, requestTimeout, other);
    }

    /// `--plain-http HOST[:PORT]`.
    ///
    /// @param port empty means each port of that host
    public record PlainHost(String host, Optional<Integer> port) {
        /// Reads an option's value.
        ///
        /// @throws IllegalArgumentException when the text is not of that form
        public static PlainHost parse(String text) {
            int colon = text.lastIndexOf(':');
            boolean ported = colon >= 0 && colon > text.lastIndexOf(']');
            return new PlainHost(
                    hostName(ported ? text.substring(0, colon) : text, "HOST[:PORT]"),
                    ported ? Optional.of(portNumber(text.substring(colon + 1))) : Optional.empty());
        }

        boolean covers(String otherHost, int otherPort) {
            return host.equals(otherHost) && port.map(p -> p == otherPort).orElse(true);
        }
    }

    /// `--resolve HOST:PORT:ADDRESS`, as curl's: the name stays in TLS and in the `Host` header.
    public record ResolvedHost(String host, int port, InetAddress address) {
        /// Reads an option's value.
        ///
        /// @throws IllegalArgumentException when the text is not of that form
        public static ResolvedHost parse(String text) {
            String[] parts = text.split(":", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException("\"" + text + "\" is not of the form HOST:PORT:ADDRESS");
            }
            return new ResolvedHost(
                    hostName(parts[0], "HOST:PORT:ADDRESS"),
                    portNumber(parts[1]),
                    Cidr.parse(bare(parts[2])).network());
        }
    }

    /// `--allow-address HOST=CIDR`.
    public record AllowedAddress(String host, Cidr block) {
        /// Reads an option's value.
        ///
        /// @throws IllegalArgumentException when the text is not of that form
        public static AllowedAddress parse(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("\"" + text + "\" is not of the form HOST=CIDR");
            }
            return new AllowedAddress(
                    hostName(text.substring(0, equals), "HOST=CIDR"), Cidr.parse(text.substring(equals + 1)));
        }
    }

    private static String hostName(String text, String form) {
        String host = bare(text).toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.contains("/")) {
            throw new IllegalArgumentException("\"" + text + "\" is no host, as " + form + " needs one");
        }
        return host;
    }

    private static String bare(String text) {
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }

    private static int portNumber(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below, for this and for a number that is too large
        }
        throw new IllegalArgumentException("\"" + text + "\" is no port");
    }
}
