package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.List;
import java.util.concurrent.Executor;

/// The signatures that cosign keeps beside an image, measured against the trust roots of this moment.
public final class SigstoreSignatures implements Signatures {
    private final SigstoreTrustRoots trustRoots;
    private final LegacyPlace legacy;

    /// @param registry where images and their signatures lie
    /// @param executor fetches side by side; its tasks block, so virtual threads fit
    public SigstoreSignatures(Registry registry, SigstoreTrustRoots trustRoots, Executor executor) {
        this.trustRoots = trustRoots;
        this.legacy = new LegacyPlace(registry, executor);
    }

    @Override
    public List<Signature> find(PinnedImage image, AllowedSigners hint, Inquiry inquiry) {
        List<TrustRoot> roots = trustRoots.current();
        try {
            return legacy.find(image, hint, roots, inquiry);
        } catch (UndeterminedException couldNotAsk) {
            return List.of(new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence()));
        }
    }
}
