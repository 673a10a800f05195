package io.github.provenancegate.fake;

import java.util.Optional;

/// Who may read a [FakeRegistry].
public sealed interface FakeRegistryAccess {
    /// Everybody.
    record Open() implements FakeRegistryAccess {}

    /// Who has the password.
    record Basic(Login login) implements FakeRegistryAccess {}

    /// Who brings a token of the realm.
    ///
    /// @param realm what the registry names as its realm; empty means its own
    /// @param login who gets a token; empty means everybody
    /// @param answer what the realm answers, with `TOKEN` in the token's place
    record Bearer(Optional<String> realm, Optional<Login> login, String answer) implements FakeRegistryAccess {
        /// What a well-behaved realm answers.
        public static final String ANSWER = "{\"token\":\"TOKEN\",\"expires_in\":300}";

        /// A token for everybody.
        public static Bearer anonymous() {
            return new Bearer(Optional.empty(), Optional.empty(), ANSWER);
        }

        /// A token for one user, by password or by refresh token.
        public static Bearer of(Login login) {
            return new Bearer(Optional.empty(), Optional.of(login), ANSWER);
        }

        /// The same with another realm.
        public Bearer withRealm(String url) {
            return new Bearer(Optional.of(url), login, answer);
        }

        /// The same with another answer.
        public Bearer withAnswer(String json) {
            return new Bearer(realm, login, json);
        }
    }

    /// A user; the password is also good as a refresh token.
    record Login(String user, String password) {}
}
