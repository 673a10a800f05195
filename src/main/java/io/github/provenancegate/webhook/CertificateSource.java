package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.ServingPair;

/// Where the serving certificate comes from when no file holds it.
public interface CertificateSource {
    /// What is to be served now; called every few seconds, beside the reviews.
    ///
    /// @throws RuntimeException when it cannot be found out; what is served stays
    ServingPair look();

    /// What the last look gave; there was one before the process began to serve.
    ServingPair current();
}
