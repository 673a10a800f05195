package io.github.provenancegate.chainguard;

import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import java.util.Optional;

/// Opens Chainguard's registry with an exchanged token, and no other host: the token's audience is that
/// registry.
public final class ChainguardCredentials implements Credentials {
    /// The user name that makes the registry take a token for a password.
    private static final String USER = "_token";

    private final String registry;
    private final StsExchange exchange;

    /// Nothing is asked yet.
    ///
    /// @param registry host, with its port where one is named
    /// @param exchange whose audience is that registry
    public ChainguardCredentials(String registry, StsExchange exchange) {
        this.registry = registry;
        this.exchange = exchange;
    }

    @Override
    public Optional<Credential> forRepository(Repository repository, Inquiry inquiry) {
        if (!repository.host().equals(registry)) {
            return Optional.empty();
        }
        Secret token = exchange.token(inquiry);
        return Optional.of(new Credential.Basic(USER, token));
    }

    /// Without what it holds.
    @Override
    public String toString() {
        return "exchanged tokens for " + registry;
    }
}
