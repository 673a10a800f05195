package io.github.provenancegate.webhook;

/// Where the serving certificate comes from: files, or a Secret that the replicas keep themselves.
public interface CertificateSource {
    /// What is to be served now; called every few seconds, beside the reviews.
    ///
    /// @throws RuntimeException when it cannot be found out, or cannot be used; what is served stays
    ServedKey look();

    /// What the last look gave that went well; there was one before the process began to serve.
    ServedKey current();
}
