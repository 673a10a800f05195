package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.BundleVerifier;
import io.github.provenancegate.verify.Document;
import java.util.Optional;

/// Bundles about any artefact: message signatures and attestations as well as signatures of images.
public final class SigstoreBundleVerifier implements BundleVerifier {
    private final SigstoreTrustRoots trustRoots;

    public SigstoreBundleVerifier(SigstoreTrustRoots trustRoots) {
        this.trustRoots = trustRoots;
    }

    @Override
    public Signature verify(Document bundle, Digest artefact) {
        return Measure.guarded(Optional::empty, () -> {
            Bundle read = Bundle.parse(bundle.content());
            return Measure.guarded(read::claimedSigner, () -> {
                BundleVerification verification =
                        new BundleVerification(read, bundle.digest(), artefact, BundleVerification.Purpose.ARTEFACT);
                return Measure.against(trustRoots.current(), verification::claimedSigner, verification::against);
            });
        });
    }
}
