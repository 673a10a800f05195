package io.github.provenancegate.cli;

import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.UnmatchedAction;
import io.github.provenancegate.report.HandCommands;
import io.github.provenancegate.verify.ProvenanceVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Everything that verifying on the command line needs.
///
/// @param policies what to prove; images of which none speaks are not contacted; empty where none are named
/// @param unmatched what happens to images of which no policy speaks
/// @param format of the document on standard output
/// @param commands how the steps are repeated by hand
/// @param concurrency images verified side by side
/// @param timeout longest time for one image
/// @param clock by which exemptions end
/// @param nanoTime a monotonic clock in nanoseconds
public record Verification(
        ProvenanceVerifier verifier,
        Optional<PolicySet> policies,
        UnmatchedAction unmatched,
        Format format,
        ColorChoice color,
        HandCommands commands,
        int concurrency,
        Duration timeout,
        InstantSource clock,
        LongSupplier nanoTime) {
    /// The policies, where nothing else can say who must have signed.
    ///
    /// @throws RefusedException when none are named
    PolicySet requiredPolicies() {
        return policies.orElseThrow(() -> new RefusedException("no policy says who must have signed: name one with "
                + Setting.POLICY.option() + " F (or " + Setting.POLICY.variable() + ", or " + Setting.POLICY.key()
                + " in the configuration file); no image is ever verified against \"any identity\""));
    }

    /// A document on standard output.
    public enum Format {
        TEXT,
        JSON,
        CSV,
        SARIF,
        MARKDOWN
    }

    /// When colours are written.
    public enum ColorChoice {
        /// On a terminal, unless the environment says `NO_COLOR` or `TERM=dumb`.
        AUTO,
        ALWAYS,
        NEVER
    }
}
