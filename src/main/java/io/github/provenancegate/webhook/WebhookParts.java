package io.github.provenancegate.webhook;

import io.github.provenancegate.policy.NamespaceSource;
import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.policy.PolicyWatch;
import io.github.provenancegate.policy.RunningImages;
import io.github.provenancegate.verify.MemoryWatch;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.verify.TrustRoots;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// What the webhook is handed by whoever wires the process: the one bean that must come from outside.
///
/// @param selfCheck empty where nobody names a configuration to look at
/// @param running the images that run already; empty where nobody wants to ask about them ahead
/// @param certificate where the serving certificate comes from
/// @param threads run reviews and the images of one review; they block, so virtual threads fit
/// @param nanoTime a monotonic clock in nanoseconds
public record WebhookParts(
        ProvenanceVerifier verifier,
        PolicySource policies,
        NamespaceSource namespaces,
        PolicyWatch policyWatch,
        TrustRoots trustRoots,
        MemoryWatch memory,
        Optional<RunningImages> running,
        Askers askers,
        Announcer announcer,
        CertificateSource certificate,
        WebhookSettings settings,
        TraceUse traces,
        Optional<SelfCheck> selfCheck,
        Executor threads,
        InstantSource clock,
        LongSupplier nanoTime) {
    /// Whether traces of reviews are made.
    public enum TraceUse {
        NONE,
        SENT
    }
}
