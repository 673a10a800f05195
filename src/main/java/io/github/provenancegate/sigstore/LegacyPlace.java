package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TOO_MANY_SIGNATURES;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Where cosign 1 and 2 keep signatures: the tag `sha256-<hex>.sig` beside the image.
final class LegacyPlace {
    /// Candidates verified for one image; each costs about a millisecond, and no image has more signers than this.
    static final int CANDIDATES_MAX = 32;

    /// Longest signed payload; a genuine one has 300 bytes.
    static final long PAYLOAD_BYTES_MAX = 64 * 1024;

    private final Registry registry;
    private final Executor executor;

    LegacyPlace(Registry registry, Executor executor) {
        this.registry = registry;
        this.executor = executor;
    }

    /// What became of each candidate; none where the registry says that the tag does not exist.
    ///
    /// @throws UndeterminedException when the registry could not be asked for the tag
    List<Signature> find(PinnedImage image, AllowedSigners hint, List<TrustRoot> roots, Inquiry inquiry) {
        return switch (registry.taggedManifest(image.repository(), LegacyManifest.tag(image.digest()), inquiry)) {
            case Registry.Fetched.Absent _ -> List.of();
            case Registry.Fetched.Corrupt(String detail) ->
                List.of(new Signature.Refuted(Optional.empty(), PAYLOAD_INVALID, detail));
            case Registry.Fetched.Found(Document manifest) -> {
                try {
                    yield examine(image, hintedFirst(manifest, hint), roots, inquiry);
                } catch (Refutation noManifest) {
                    yield List.of(new Signature.Refuted(Optional.empty(), noManifest.code(), noManifest.sentence()));
                }
            }
        };
    }

    /// Whoever may push could bury a good signature under others; those that name a wanted signer are tried first.
    private static List<LegacyCandidate> hintedFirst(Document manifest, AllowedSigners hint) {
        return LegacyManifest.candidates(manifest.content()).stream()
                .sorted(Comparator.comparingInt(candidate ->
                        candidate.claimedSigner().filter(hint::name).isPresent() ? 0 : 1))
                .toList();
    }

    private List<Signature> examine(
            PinnedImage image, List<LegacyCandidate> candidates, List<TrustRoot> roots, Inquiry inquiry) {
        List<LegacyCandidate> tried = candidates.subList(0, Math.min(candidates.size(), CANDIDATES_MAX));
        Payloads payloads = Payloads.fetch(
                registry,
                image.repository(),
                tried.stream().map(LegacyCandidate::payload).toList(),
                PAYLOAD_BYTES_MAX,
                inquiry,
                executor);
        List<Signature> signatures = new ArrayList<>();
        for (LegacyCandidate candidate : tried) {
            signatures.add(examine(image, candidate, payloads, roots));
        }
        if (candidates.size() > tried.size()) {
            signatures.add(new Signature.Refuted(
                    Optional.empty(),
                    TOO_MANY_SIGNATURES,
                    "the image has " + candidates.size() + " signatures; only " + CANDIDATES_MAX + " were examined"));
        }
        return signatures;
    }

    private static Signature examine(
            PinnedImage image, LegacyCandidate candidate, Payloads payloads, List<TrustRoot> roots) {
        try {
            return switch (payloads.get(candidate.payload())) {
                case Registry.Fetched.Found(Document payload) -> measure(image, candidate, payload, roots);
                case Registry.Fetched.Absent _ ->
                    new Signature.Refuted(
                            candidate.claimedSigner(),
                            PAYLOAD_INVALID,
                            "the registry does not have the signed payload");
                case Registry.Fetched.Corrupt(String detail) ->
                    new Signature.Refuted(candidate.claimedSigner(), PAYLOAD_INVALID, detail);
            };
        } catch (UndeterminedException couldNotAsk) {
            return new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence());
        }
    }

    private static Signature measure(
            PinnedImage image, LegacyCandidate candidate, Document payload, List<TrustRoot> roots) {
        return Measure.guarded(candidate::claimedSigner, () -> {
            LegacyVerification verification = new LegacyVerification(candidate, payload, image.digest());
            return Measure.against(roots, verification::claimedSigner, verification::against);
        });
    }
}
