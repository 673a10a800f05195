package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.transport.HttpCall;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Optional;

/// Asks a registry as somebody who may know: with what let us in the last time, and once more after a `401`.
final class RegistryDialogue {
    private final Transport transport;
    private final Authorizations authorizations;
    private final FirstContacts firstContacts = new FirstContacts();

    RegistryDialogue(Transport transport, Authorizations authorizations) {
        this.transport = transport;
        this.authorizations = authorizations;
    }

    Transport transport() {
        return transport;
    }

    RegistryHost host(Repository repository) {
        return RegistryHost.of(repository, transport);
    }

    /// Asks the registry itself; the answer's `authorization` went along.
    Told ask(Repository repository, HttpCall call, Inquiry inquiry) {
        RegistryHost host = host(repository);
        Optional<Secret> remembered;
        HttpAnswer answer;
        Challenge challenge;
        try (FirstContacts.Contact contact = firstContacts.with(host, inquiry.deadline())) {
            remembered = authorizations.remembered(host, repository, inquiry);
            answer = transport.send(call.withAuthorization(remembered), inquiry);
            contact.answered();
            if (answer.status() != 401) {
                return new Told(answer, remembered);
            }
            challenge = authorizations.learn(host, answer);
        }
        Secret fresh = authorizations.answer(host, challenge, repository, remembered, inquiry);
        return new Told(transport.send(call.withAuthorization(Optional.of(fresh)), inquiry), Optional.of(fresh));
    }

    /// An answer, and the authorisation that was given for it.
    record Told(HttpAnswer answer, Optional<Secret> authorization) {}

    /// What an answer means that is neither what was asked for nor an absence.
    static UndeterminedException refusal(HttpAnswer answer, String step) {
        String host = answer.address().authority();
        int status = answer.status();
        if (status == 401 || status == 403) {
            return new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED,
                    host + " refused access (HTTP " + status + ") while " + step
                            + ": give it a credential that may read this repository");
        }
        if (status >= 300 && status <= 399) {
            return new UndeterminedException(
                    ReasonCode.REGISTRY_NOT_ALLOWED,
                    host + " sent on to another address (HTTP " + status + ") while " + step
                            + ", which is followed for blobs only");
        }
        return new UndeterminedException(
                status >= 500 ? ReasonCode.REGISTRY_UNREACHABLE : ReasonCode.REGISTRY_MISBEHAVED,
                host + " answered HTTP " + status + " while " + step);
    }
}
