package io.github.provenancegate.webhook;

import io.github.provenancegate.kubernetes.Mend;
import java.util.List;

/// Where the serving certificate comes from: files, or a Secret that the replicas keep themselves.
public interface CertificateSource {
    /// What is to be served now; called every few seconds, beside the reviews.
    ///
    /// @throws RuntimeException when it cannot be found out, or cannot be used; what is served stays
    ServedKey look();

    /// What the last look gave that went well; there was one before the process began to serve.
    ServedKey current();

    /// What looks have put right since this was last asked, each once; nothing where nobody but others sees to it.
    default List<Mend> mended() {
        return List.of();
    }
}
