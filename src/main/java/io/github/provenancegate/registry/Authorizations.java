package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.HttpAnswer;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Credentials.Credential;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What to put into the `Authorization` header for a registry: nothing until it asks, then what it asked for.
///
/// How a host wants to be asked is remembered, so that the next repository needs no `401` first.
final class Authorizations {
    /// More registries than a cluster's policies name; beyond it, hosts are asked how they want it each time.
    private static final int HOSTS_MAX = 1024;

    private final Credentials credentials;
    private final Tokens tokens;
    private final Map<String, Challenge> remembered = new ConcurrentHashMap<>();

    Authorizations(Credentials credentials, Tokens tokens) {
        this.credentials = credentials;
        this.tokens = tokens;
    }

    /// What the host wanted the last time; empty when it has never asked.
    Optional<Secret> remembered(RegistryHost host, Repository repository, Inquiry inquiry) {
        return Optional.ofNullable(remembered.get(host.name()))
                .map(challenge -> answer(host, challenge, repository, Optional.empty(), inquiry));
    }

    /// Remembers what the host wants, from its `401`.
    ///
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when that is nothing that is known here
    Challenge learn(RegistryHost host, HttpAnswer unauthorized) {
        Challenge challenge = Challenge.choose(unauthorized)
                .orElseThrow(() -> new UndeterminedException(
                        ReasonCode.REGISTRY_UNAUTHORIZED,
                        host.name() + " refused access and named no way in that is known (Bearer or Basic)"));
        if (remembered.size() < HOSTS_MAX) {
            remembered.put(host.name(), challenge);
        }
        return challenge;
    }

    /// What answers a challenge.
    ///
    /// @param refused what the host has just refused
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when we have nothing that it would take
    Secret answer(
            RegistryHost host, Challenge challenge, Repository repository, Optional<Secret> refused, Inquiry inquiry) {
        Optional<Credential> credential = credentials
                .forRepository(repository, inquiry)
                .or(() -> inquiry.asker().credentials().forRepository(repository, inquiry));
        return switch (challenge) {
            case Challenge.Bearer bearer -> tokens.bearer(host, bearer, repository, credential, refused, inquiry);
            case Challenge.Basic _ ->
                switch (credential.orElseThrow(() -> noCredential(host))) {
                    case Credential.Basic basic -> basic(basic);
                    case Credential.IdentityToken _ ->
                        throw new UndeterminedException(
                                ReasonCode.REGISTRY_UNAUTHORIZED,
                                host.name()
                                        + " wants a user name and a password, but only an identity token is configured");
                };
        };
    }

    private static UndeterminedException noCredential(RegistryHost host) {
        return new UndeterminedException(
                ReasonCode.REGISTRY_UNAUTHORIZED,
                host.name() + " wants a user name and a password, and none is configured for it");
    }

    /// RFC 7617.
    static Secret basic(Credential.Basic credential) {
        String pair = credential.user() + ":" + credential.password().revealUnsafe();
        return new Secret("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
}
