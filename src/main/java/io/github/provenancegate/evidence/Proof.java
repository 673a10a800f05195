package io.github.provenancegate.evidence;

import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.Repository;
import java.time.Instant;
import java.util.Optional;

/// A signature of which every step of the verification holds. Made by the Sigstore edge alone (an architecture
/// test holds the code to that): whoever has one need not verify again.
///
/// @param signer who signed
/// @param trustRoot the name of the one trust root that certificate authority, logs and timestamps came from
/// @param logEntry where it is recorded
/// @param time a verified time at which the signature existed
/// @param format the layout it was found in
/// @param signatureDigest digest of the blob that carries it: the payload (legacy) or the bundle
/// @param repository where that blob was found; empty where the signature was handed over
public record Proof(
        Signer signer,
        String trustRoot,
        LogEntry logEntry,
        Instant time,
        Format format,
        Digest signatureDigest,
        Optional<Repository> repository) {
    /// The layouts in which cosign stores signatures beside an image.
    public enum Format {
        /// cosign 1 and 2: a manifest under the tag `sha256-<hex>.sig`.
        LEGACY,
        /// cosign 3: a Sigstore bundle, found by referrers.
        BUNDLE
    }
}
