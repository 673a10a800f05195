package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.HttpCall.FormField;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a registry sends its clients for a token: its own host, or the one that a setting names, and no other. A
/// credential is never carried to a host that it was not given for, whatever a registry says.
final class TokenRealm {
    /// A token is a few kilobytes; this bounds what a realm can make us hold.
    private static final long ANSWER_BYTES_MAX = 64 << 10;

    /// What the specification has for an answer that says nothing about it.
    private static final long LIFETIME_SECONDS_DEFAULT = 60;

    /// A token is fetched anew after this time at the latest, whatever it says.
    private static final long LIFETIME_SECONDS_MAX = 3600;

    private final Transport transport;
    private final RegistrySettings settings;

    TokenRealm(Transport transport, RegistrySettings settings) {
        this.transport = transport;
        this.settings = settings;
    }

    /// A token as it was handed out.
    record Token(Secret text, Duration lifetime) {}

    /// Asks for a token.
    ///
    /// @throws UndeterminedException `REGISTRY_NOT_ALLOWED` for a realm elsewhere, `REGISTRY_UNAUTHORIZED` when it
    ///     hands out none, or as the transport has it
    Token fetch(
            RegistryHost host,
            Challenge.Bearer challenge,
            String scope,
            Optional<Credential> credential,
            Inquiry inquiry) {
        String step = "asking for a token of " + host.name();
        WebAddress address = address(host, challenge, step);
        HttpCall call = credential
                .map(given -> switch (given) {
                    case Credential.Basic basic ->
                        get(address, challenge, scope, step)
                                .withAuthorization(Optional.of(Authorizations.basic(basic)));
                    case Credential.IdentityToken(Secret token) -> post(address, challenge, scope, token, step);
                })
                .orElseGet(() -> get(address, challenge, scope, step));
        return read(transport.send(call, inquiry), host, step);
    }

    private WebAddress address(RegistryHost host, Challenge.Bearer challenge, String step) {
        Optional<WebAddress> realm = host.root().resolve(challenge.realm());
        boolean ours = realm.filter(address -> address.sameOrigin(host.root())
                        || settings.tokenHost(host.name())
                                .filter(address.authority()::equals)
                                .isPresent())
                .isPresent();
        if (!ours) {
            String shown = realm.map(WebAddress::authority).orElse(UntrustedText.quote(challenge.realm()));
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_NOT_ALLOWED,
                    host.name() + " sends to " + shown + " for a token, which is not its own host, while " + step
                            + "; if that is right, name it with --token-host " + host.name() + "=HOST");
        }
        return realm.get();
    }

    private static HttpCall get(WebAddress address, Challenge.Bearer challenge, String scope, String step) {
        WebAddress asked = challenge
                .service()
                .map(service -> address.with("service", service))
                .orElse(address)
                .with("scope", scope);
        return HttpCall.of(HttpCall.Method.GET, asked, Destination.NAMED, ANSWER_BYTES_MAX, step);
    }

    /// OAuth 2 (RFC 6749, section 6), as the distribution project's token server has it.
    private static HttpCall post(
            WebAddress address, Challenge.Bearer challenge, String scope, Secret refreshToken, String step) {
        List<FormField> form = new ArrayList<>();
        form.add(new FormField("grant_type", new Secret("refresh_token")));
        challenge.service().ifPresent(service -> form.add(new FormField("service", new Secret(service))));
        form.add(new FormField("client_id", new Secret("provgate")));
        form.add(new FormField("scope", new Secret(scope)));
        form.add(new FormField("refresh_token", refreshToken));
        return HttpCall.of(HttpCall.Method.POST, address, Destination.NAMED, ANSWER_BYTES_MAX, step)
                .withForm(form);
    }

    private static Token read(HttpAnswer answer, RegistryHost host, String step) {
        if (answer.status() == 400 || answer.status() == 404) {
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    answer.address().authority() + " handed out no token (HTTP " + answer.status() + ") while " + step);
        }
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole when answer.status() == 200 -> parse(whole.content(), host, step);
            case HttpAnswer.Body.TooLong _ -> throw misbehaved(host, "answered too long", step);
            case HttpAnswer.Body.Whole _ -> throw RegistryDialogue.refusal(answer, step);
            case HttpAnswer.Body.Unread _ -> throw RegistryDialogue.refusal(answer, step);
        };
    }

    private static final class Answer {
        private @Nullable String token;
        private @Nullable String accessToken;
        private long lifetimeSeconds = LIFETIME_SECONDS_DEFAULT;
    }

    private static Token parse(byte[] content, RegistryHost host, String step) {
        Answer read = new Answer();
        try {
            StrictJson.read(content, "the token answer", (name, json) -> {
                switch (name) {
                    case "token" -> read.token = json.string().orElse(null);
                    case "access_token" -> read.accessToken = json.string().orElse(null);
                    case "expires_in" -> read.lifetimeSeconds = json.isPresent() ? json.number() : read.lifetimeSeconds;
                    default -> {
                        // skipped: nobody here asks for it
                    }
                }
            });
        } catch (MalformedDocumentException refused) {
            throw misbehaved(host, "answered what is no token (" + refused.sentence() + ")", step);
        }
        String token = read.token == null || read.token.isEmpty() ? read.accessToken : read.token;
        if (token == null || !isToken68(token)) {
            throw misbehaved(host, "answered without a usable token", step);
        }
        return new Token(
                new Secret(token), Duration.ofSeconds(Math.clamp(read.lifetimeSeconds, 0, LIFETIME_SECONDS_MAX)));
    }

    /// Whether a text may stand behind `Bearer` (RFC 6750, section 2.1), and so cannot smuggle in a second header.
    private static boolean isToken68(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static UndeterminedException misbehaved(RegistryHost host, String what, String step) {
        return new UndeterminedException(
                ReasonCode.REGISTRY_MISBEHAVED, "the token realm of " + host.name() + " " + what + " while " + step);
    }
}
