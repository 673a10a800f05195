package io.github.provenancegate.chainguard;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Secret;
import io.github.provenancegate.verify.UndeterminedException;

/// Where a token of Chainguard's API comes from. The first one that somebody has set up is used, and no other
/// is tried when it fails: who sets up one means it.
public sealed interface ApiTokens {
    /// A token for the API, good for now.
    ///
    /// @throws UndeterminedException `REGISTRY_UNAUTHORIZED` when there is none, or as asking for it went
    Secret token(Inquiry inquiry);

    /// How to get another one when it is refused, to stand after a colon.
    String remedy();

    /// Somebody gave it to us.
    ///
    /// @param variable of the environment in which it stood
    record Given(Secret secret, String variable) implements ApiTokens {
        /// Reads a variable's value.
        ///
        /// @throws IllegalArgumentException when it has not the form of a token; the message does not repeat it
        public static Given of(String text, String variable) {
            return new Given(
                    Bearer.parse(text)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    variable + " holds no token: a token is one line without spaces")),
                    variable);
        }

        @Override
        public Secret token(Inquiry inquiry) {
            return secret;
        }

        @Override
        public String remedy() {
            return "put a token that may read the organisation into " + variable;
        }
    }

    /// A service account's, exchanged.
    record Exchanged(StsExchange exchange) implements ApiTokens {
        @Override
        public Secret token(Inquiry inquiry) {
            return exchange.token(inquiry);
        }

        @Override
        public String remedy() {
            return "give the identity of --chainguard-identity the role viewer in the organisation";
        }
    }

    /// The one that `chainctl` prints.
    record OfChainctl(Chainctl program) implements ApiTokens {
        @Override
        public Secret token(Inquiry inquiry) {
            return program.token(inquiry);
        }

        @Override
        public String remedy() {
            return "log in with chainctl auth login as somebody who may read the organisation";
        }
    }

    /// Nobody has set up any.
    record None() implements ApiTokens {
        @Override
        public Secret token(Inquiry inquiry) {
            throw new UndeterminedException(
                    ReasonCode.REGISTRY_UNAUTHORIZED, "there is no token for Chainguard's API: " + remedy());
        }

        @Override
        public String remedy() {
            return "put one into CHAINGUARD_TOKEN, name --chainguard-identity and --chainguard-token-file, or install"
                    + " chainctl and log in with it";
        }
    }
}
