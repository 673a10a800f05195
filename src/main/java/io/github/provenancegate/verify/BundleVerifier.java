package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;

/// Verifies a Sigstore bundle that lies beside an artefact, without a registry.
public interface BundleVerifier {
    /// What the bundle proves about the artefact: who signed it is in the answer, whether that one was wanted is the
    /// caller's question. Never throws for what the bundle holds.
    ///
    /// @param bundle the bundle's bytes
    /// @param artefact sha256 of what should be signed
    Signature verify(Document bundle, Digest artefact);
}
