package io.github.provenancegate.verify;

import io.github.provenancegate.image.Repository;
import java.util.Optional;

/// Credentials by repository. A credential is used at the host of the repository that it was asked for and at
/// no other.
public interface Credentials {
    /// Asks nobody: every registry is read anonymously.
    Credentials ANONYMOUS = (repository, inquiry) -> Optional.empty();

    /// The credential for a repository, to be sent to its own registry; empty means: read anonymously.
    ///
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when a configured credential could not be obtained
    Optional<Credential> forRepository(Repository repository, Inquiry inquiry);

    /// What a registry or its token realm accepts.
    sealed interface Credential {
        /// User name and password (RFC 7617).
        record Basic(String user, Secret password) implements Credential {}

        /// An OAuth2 refresh token, exchanged at the token realm (distribution specification, "Token
        /// Authentication").
        record IdentityToken(Secret token) implements Credential {}
    }
}
