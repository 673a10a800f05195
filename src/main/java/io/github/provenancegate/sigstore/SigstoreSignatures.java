package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.UndeterminedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/// The signatures that cosign keeps beside an image, measured against the trust roots of this moment. Both
/// places are asked at the same time; one proven signature in either is enough, and a stray one in the other
/// masks nothing.
public final class SigstoreSignatures implements Signatures {
    /// Kept back twice of the caller's time, once to measure what was fetched and once to hand it over: a place
    /// that is slow must not take the other's proof with it.
    private static final Duration HANDOVER = Duration.ofMillis(150);

    private final SigstoreTrustRoots trustRoots;
    private final Executor executor;
    private final LegacyPlace legacy;
    private final BundlePlace bundles;

    /// @param registry where images and their signatures lie
    /// @param executor asks side by side; its tasks block, so virtual threads fit
    public SigstoreSignatures(Registry registry, SigstoreTrustRoots trustRoots, Executor executor) {
        this.trustRoots = trustRoots;
        this.executor = executor;
        this.legacy = new LegacyPlace(registry, executor);
        this.bundles = new BundlePlace(registry, legacy, executor);
    }

    /// A place where signatures may be.
    private interface Place {
        List<Signature> find(PinnedImage image, AllowedSigners hint, List<TrustRoot> roots, Inquiry inquiry);
    }

    @Override
    public List<Signature> find(PinnedImage image, List<AllowedSigners> wanted, Inquiry inquiry) {
        AllowedSigners hint = AllowedSigners.union(wanted);
        List<Signature> unreadRoots = trustRoots.missing().stream()
                .map(SigstoreSignatures::unreadRoot)
                .toList();
        // after the missing ones: a root that is read in between is then in both, never in neither
        List<TrustRoot> roots = trustRoots.current();
        if (roots.isEmpty()) {
            return unreadRoots;
        }
        Inquiry early = earlier(inquiry);
        Inquiry earlier = earlier(early);
        List<List<Signature>> found = new SideBySide(early, executor)
                .ask(
                        List.<Place>of(bundles::find, legacy::find),
                        place -> place.find(image, hint, roots, earlier),
                        SigstoreSignatures::unknown);
        return Stream.concat(found.stream(), Stream.of(unreadRoots))
                .flatMap(List::stream)
                .map(signature -> foundIn(image.repository(), signature))
                .toList();
    }

    private static Signature foundIn(Repository repository, Signature signature) {
        return switch (signature) {
            case Signature.Proven(Proof proof) ->
                new Signature.Proven(new Proof(
                        proof.signer(),
                        proof.trustRoot(),
                        proof.logEntry(),
                        proof.time(),
                        proof.format(),
                        proof.signatureDigest(),
                        Optional.of(repository)));
            case Signature.Unlogged _, Signature.Refuted _, Signature.Unknown _ -> signature;
        };
    }

    /// Nobody can say what a root would say that has not been read yet.
    private static Signature unreadRoot(String name) {
        return new Signature.Unknown(
                ReasonCode.TRUST_ROOT_UNUSABLE, "the trust root " + name + " could not be read yet");
    }

    private static Inquiry earlier(Inquiry inquiry) {
        return inquiry.within(inquiry.deadline().earlierBy(HANDOVER));
    }

    private static List<Signature> unknown(UndeterminedException couldNotAsk) {
        return List.of(new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence()));
    }
}
