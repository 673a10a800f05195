package io.github.provenancegate.verify;

import java.util.Optional;

/// Credentials by registry host. A credential is used for the host that it was asked for and for no other.
public interface Credentials {
    /// Asks nobody: every registry is read anonymously.
    Credentials ANONYMOUS = (host, inquiry) -> Optional.empty();

    /// The credential for a registry; empty means: read anonymously.
    ///
    /// @param host registry host, with its port where one is named
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when a configured credential could not be obtained
    Optional<Credential> forRegistry(String host, Inquiry inquiry);

    /// What a registry or its token realm accepts.
    sealed interface Credential {
        /// User name and password (RFC 7617).
        record Basic(String user, Secret password) implements Credential {}

        /// An OAuth2 refresh token, exchanged at the token realm (distribution specification, "Token
        /// Authentication").
        record IdentityToken(Secret token) implements Credential {}
    }
}
