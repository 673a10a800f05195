package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where cosign 1 and 2 keep signatures: the tag `sha256-<hex>.sig` beside the image.
final class LegacyPlace {
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
                    LegacyManifest listed = LegacyManifest.parse(manifest.content());
                    yield Stream.concat(
                                    examine(image, listed.candidates(), hint, roots, inquiry).stream(),
                                    listed.refuted().stream())
                            .toList();
                } catch (Refutation noManifest) {
                    yield List.of(new Signature.Refuted(Optional.empty(), noManifest.code(), noManifest.sentence()));
                }
            }
        };
    }

    /// What becomes of candidates, wherever they were listed; each payload is fetched once.
    List<Signature> examine(
            PinnedImage image,
            Collection<LegacyCandidate> candidates,
            AllowedSigners hint,
            List<TrustRoot> roots,
            Inquiry inquiry) {
        Shortlist<LegacyCandidate> shortlist = Shortlist.of(candidates, LegacyCandidate::claimedSigner, hint);
        Map<?, List<LegacyCandidate>> byPayload = shortlist.tried().stream()
                .collect(Collectors.groupingBy(LegacyCandidate::payload, LinkedHashMap::new, Collectors.toList()));
        List<List<Signature>> signatures = new SideBySide(inquiry, executor)
                .ask(
                        List.copyOf(byPayload.values()),
                        ofOnePayload -> examine(image, ofOnePayload, roots, inquiry),
                        couldNotAsk -> List.of(new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence())));
        return shortlist.with(signatures.stream().flatMap(List::stream).toList());
    }

    private List<Signature> examine(
            PinnedImage image, List<LegacyCandidate> ofOnePayload, List<TrustRoot> roots, Inquiry inquiry) {
        Registry.Fetched payload =
                registry.blob(image.repository(), ofOnePayload.getFirst().payload(), PAYLOAD_BYTES_MAX, inquiry);
        return ofOnePayload.stream()
                .flatMap(candidate -> switch (payload) {
                    case Registry.Fetched.Found(Document document) ->
                        measure(image, candidate, document, roots).stream();
                    case Registry.Fetched.Absent _ ->
                        Stream.of(refuted(candidate, "the registry does not have the signed payload"));
                    case Registry.Fetched.Corrupt(String detail) -> Stream.of(refuted(candidate, detail));
                })
                .toList();
    }

    private static Signature refuted(LegacyCandidate candidate, String detail) {
        return new Signature.Refuted(candidate.claimedSigner(), PAYLOAD_INVALID, detail);
    }

    private static List<Signature> measure(
            PinnedImage image, LegacyCandidate candidate, Document payload, List<TrustRoot> roots) {
        return Measure.guardedByEach(candidate::claimedSigner, () -> {
            LegacyVerification verification = new LegacyVerification(candidate, payload, image.digest());
            return Measure.byEach(roots, verification::claimedSigner, verification::against);
        });
    }
}
