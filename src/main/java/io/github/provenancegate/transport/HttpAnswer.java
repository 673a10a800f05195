package io.github.provenancegate.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// An answer of a host: any status but a server error (5xx) and 429, which are failures.
public final class HttpAnswer {
    private final WebAddress address;
    private final int status;
    private final Headers headers;
    private final List<Challenge> challenges;
    private final Body body;

    HttpAnswer(WebAddress address, Response response, Body body) {
        this.address = address;
        this.status = response.code();
        this.headers = response.headers();
        this.challenges = response.challenges().stream()
                .map(challenge -> new Challenge(challenge.scheme(), parameters(challenge.authParams())))
                .toList();
        this.body = body;
    }

    private static Map<String, String> parameters(Map<@Nullable String, String> read) {
        Map<String, String> named = new HashMap<>();
        read.forEach((name, value) -> {
            if (name != null) { // else a token68, which no scheme that we know has in a challenge
                named.put(name.toLowerCase(Locale.ROOT), value);
            }
        });
        return named;
    }

    /// A way in that a `401` offers (RFC 9110, section 11.3).
    ///
    /// @param scheme as written; compared without regard to case
    /// @param parameters by name in lower case
    public record Challenge(String scheme, Map<String, String> parameters) {
        public Challenge {
            parameters = Map.copyOf(parameters);
        }
    }

    /// What stood in an answer's body.
    public sealed interface Body {
        /// All of it.
        final class Whole implements Body {
            private final byte[] content;

            Whole(byte[] content) {
                this.content = content;
            }

            /// The bytes themselves, to be read and not written.
            public byte[] content() {
                return content;
            }
        }

        /// It announced itself as longer than the cap, so it was not read.
        record TooLong(long announcedBytes) implements Body {}

        /// Not read, because the answer is no success.
        record Unread() implements Body {}
    }

    /// Who answered.
    public WebAddress address() {
        return address;
    }

    public int status() {
        return status;
    }

    public Body body() {
        return body;
    }

    /// The ways in that a `401` offers, in its order.
    public List<Challenge> challenges() {
        return challenges;
    }

    /// The value of a header, the last one if there are several.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// Each value of a header, in order.
    public List<String> headers(String name) {
        return headers.values(name);
    }

    /// Without what may be secret: headers and body.
    @Override
    public String toString() {
        return status + " from " + address.authority();
    }
}
