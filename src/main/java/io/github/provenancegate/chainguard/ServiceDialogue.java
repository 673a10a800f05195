package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.transport.Destination;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.WebAddress;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.net.URI;
import java.util.Optional;

/// Asks one of Chainguard's services for a JSON object. A bearer token goes along to that service's own origin:
/// addresses are made from the setting alone, links and redirects are never followed.
final class ServiceDialogue {
    private final Transport transport;
    private final String base;

    /// @param service as a setting names it, with or without a path
    ServiceDialogue(Transport transport, URI service) {
        this.transport = transport;
        this.base = baseOf(service);
    }

    /// A service without a slash at its end; also the name under which tokens are made for it.
    static String baseOf(URI service) {
        return service.getScheme() + "://" + service.getRawAuthority()
                + Optional.ofNullable(service.getRawPath()).orElse("").replaceFirst("/+$", "");
    }

    /// An address of this service.
    ///
    /// @param path begins with a slash
    WebAddress address(String path) {
        return WebAddress.parse(base + path).orElseThrow(() -> new IllegalArgumentException(base + " is no URL"));
    }

    /// Host and port, to be named in messages.
    String authority() {
        return address("/").authority();
    }

    /// Asks for an object.
    ///
    /// @param remedy what to do when access is refused, to stand after a colon
    /// @param bodyBytesMax how much of it is ever read
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` (401, 403), `REGISTRY_NOT_ALLOWED` (sent on),
    ///     `REGISTRY_MISBEHAVED` (anything that is no strict JSON object), or as the transport has it
    ObjectNode ask(WebAddress address, Secret bearer, long bodyBytesMax, String step, String remedy, Inquiry inquiry) {
        HttpCall call = HttpCall.of(HttpCall.Method.GET, address, Destination.NAMED, bodyBytesMax, step)
                .withAuthorization(Optional.of(new Secret("Bearer " + bearer.revealUnsafe())));
        HttpAnswer answer = transport.send(call, inquiry);
        return switch (answer.body()) {
            case HttpAnswer.Body.Whole whole when answer.status() == 200 -> parse(whole.content(), step);
            case HttpAnswer.Body.TooLong _ -> throw misbehaved("answered longer than " + bodyBytesMax + " bytes", step);
            case HttpAnswer.Body.Whole _ -> throw refusal(answer.status(), step, remedy);
            case HttpAnswer.Body.Unread _ -> throw refusal(answer.status(), step, remedy);
        };
    }

    private ObjectNode parse(byte[] content, String step) {
        try {
            return ApiJson.parse(content);
        } catch (MalformedAnswerException malformed) {
            throw misbehaved(malformed, step);
        }
    }

    private UndeterminedException refusal(int status, String step, String remedy) {
        if (status == 401 || status == 403) {
            return new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    authority() + " refused access (HTTP " + status + ") while " + step + ": " + remedy);
        }
        if (status >= 300 && status <= 399) {
            return new UndeterminedException(
                    ReasonCode.REGISTRY_NOT_ALLOWED,
                    authority() + " sent on to another address (HTTP " + status + ") while " + step
                            + ", which is never followed with a token: name the service itself");
        }
        return misbehaved("answered HTTP " + status, step);
    }

    /// The service did not answer as its API says.
    UndeterminedException misbehaved(String what, String step) {
        return new UndeterminedException(
                ReasonCode.REGISTRY_MISBEHAVED,
                authority() + " " + what + " while " + step + ": is this the right address?");
    }

    UndeterminedException misbehaved(MalformedAnswerException malformed, String step) {
        return misbehaved("answered what " + malformed.sentence(), step);
    }
}
