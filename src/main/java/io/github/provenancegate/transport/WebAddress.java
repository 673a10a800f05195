package io.github.provenancegate.transport;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// An absolute `http` or `https` URL. Its query may hold the secrets of a signed link, so it is never printed.
public final class WebAddress {
    /// Hosts that the HTTP client would take for an address and never look up.
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*|[0-9.]+");

    private final HttpUrl url;

    private WebAddress(HttpUrl url) {
        this.url = url;
    }

    /// Reads a URL; empty when it is none, of another scheme, or carries user information (which nobody here has use
    /// for, and which reads like a host to people).
    public static Optional<WebAddress> parse(String text) {
        return accept(HttpUrl.parse(text));
    }

    /// Reads a link found in an answer from this address (RFC 3986, section 5); empty as in [#parse].
    public Optional<WebAddress> resolve(String link) {
        return accept(url.resolve(link));
    }

    private static Optional<WebAddress> accept(@Nullable HttpUrl url) {
        return url == null || !url.username().isEmpty() || !url.password().isEmpty()
                ? Optional.empty()
                : Optional.of(new WebAddress(url.newBuilder().fragment(null).build()));
    }

    /// The same with one query parameter more, encoded as needed.
    public WebAddress with(String parameter, String value) {
        return new WebAddress(
                url.newBuilder().addQueryParameter(parameter, value).build());
    }

    /// `http` or `https`.
    public String scheme() {
        return url.scheme();
    }

    /// The host without port; an IPv6 address without brackets.
    public String host() {
        return url.host();
    }

    public int port() {
        return url.port();
    }

    /// Host and port as people write them: the port only where it is not the scheme's own.
    public String authority() {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }

    /// Whether both are the same scheme, host and port (RFC 6454), the unit that a credential is given to.
    public boolean sameOrigin(WebAddress other) {
        return url.scheme().equals(other.url.scheme())
                && url.host().equals(other.url.host())
                && url.port() == other.url.port();
    }

    HttpUrl url() {
        return url;
    }

    /// The address where the host is an address and no name.
    Optional<InetAddress> literal() throws AddressRefusedException {
        if (!LITERAL.matcher(url.host()).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(url.host()));
        } catch (IllegalArgumentException ambiguous) {
            throw new AddressRefusedException(url.host() + " is neither a name nor an address");
        }
    }

    /// Without the query.
    @Override
    public String toString() {
        return url.newBuilder().query(null).build().toString();
    }
}
