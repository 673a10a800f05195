package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TOO_MANY_SIGNATURES;

import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Where cosign 3 keeps signatures: Sigstore bundles in manifests that refer to the image. Attestations lie there too
/// and share the artefact type, so each bundle is opened; what its signed predicate says decides. Signatures of the
/// legacy layout may hang there as well.
final class BundlePlace {
    /// Referring manifests that are opened: attestations, bills of materials and signatures of one image.
    static final int REFERRERS_MAX = 64;

    /// What cosign calls a manifest of legacy signatures that refers to an image.
    private static final String LEGACY_ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";

    /// What the fallback index says of cosign 2 and 3.0's bundles: the type of their empty configuration.
    private static final String NO_ARTIFACT = "application/vnd.oci.empty.v1+json";

    private final Registry registry;
    private final LegacyPlace legacy;
    private final Executor executor;

    BundlePlace(Registry registry, LegacyPlace legacy, Executor executor) {
        this.registry = registry;
        this.legacy = legacy;
        this.executor = executor;
    }

    /// What one referring manifest holds.
    private sealed interface Finding {
        record Candidate(Bundle bundle, Digest carrier) implements Finding {
            Optional<Signer> claimedSigner() {
                return bundle.claimedSigner();
            }
        }

        record Legacy(Set<LegacyCandidate> candidates) implements Finding {}

        record Settled(Signature signature) implements Finding {}
    }

    /// What became of each candidate; none where the registry says that nothing refers to the image.
    ///
    /// @throws UndeterminedException when the registry could not be asked what refers to the image
    List<Signature> find(PinnedImage image, AllowedSigners hint, List<TrustRoot> roots, Inquiry inquiry) {
        Registry.Referrers referrers = registry.referrers(image, inquiry);
        List<Digest> opened = referrers.manifests().stream()
                .sorted(Comparator.comparingInt(BundlePlace::unlikelihood))
                .map(Registry.Referrer::digest)
                .limit(REFERRERS_MAX)
                .toList();
        AtomicInteger bundlesLeft = new AtomicInteger(REFERRERS_MAX);
        List<List<Finding>> findings = new SideBySide(inquiry, executor)
                .ask(
                        opened,
                        manifest -> open(image.repository(), manifest, bundlesLeft, inquiry),
                        couldNotAsk -> List.of(new Finding.Settled(
                                new Signature.Unknown(couldNotAsk.code(), couldNotAsk.sentence()))));
        List<Signature> signatures = new ArrayList<>(
                measure(image, findings.stream().flatMap(List::stream).toList(), hint, roots, inquiry));
        boolean cutOff = referrers.completeness() == Registry.Completeness.CUT_OFF;
        if (cutOff || opened.size() < referrers.manifests().size() || bundlesLeft.get() < 0) {
            signatures.add(new Signature.Refuted(
                    Optional.empty(),
                    TOO_MANY_SIGNATURES,
                    "not all that refers to the image could be examined; at most " + REFERRERS_MAX
                            + " manifests and bundles are"));
        }
        return List.copyOf(signatures);
    }

    /// What the list says of a manifest is anybody's word and leaves none out; but where not all can be opened, honest
    /// bills of materials should not stand before signatures.
    private static int unlikelihood(Registry.Referrer referrer) {
        return referrer.artifactType()
                .map(type -> type.startsWith(ReferringManifest.BUNDLE) || type.equals(LEGACY_ARTIFACT)
                        ? 0
                        : type.equals(NO_ARTIFACT) ? 1 : 2)
                .orElse(1);
    }

    private List<Signature> measure(
            PinnedImage image, List<Finding> findings, AllowedSigners hint, List<TrustRoot> roots, Inquiry inquiry) {
        Map<Digest, Finding.Candidate> bundles = new LinkedHashMap<>(); // the same bundle twice is one candidate
        Set<LegacyCandidate> layers = new LinkedHashSet<>();
        List<Signature> signatures = new ArrayList<>();
        for (Finding finding : findings) {
            switch (finding) {
                case Finding.Candidate candidate -> bundles.putIfAbsent(candidate.carrier(), candidate);
                case Finding.Legacy(Set<LegacyCandidate> candidates) -> layers.addAll(candidates);
                case Finding.Settled(Signature signature) -> signatures.add(signature);
            }
        }
        Shortlist<Finding.Candidate> shortlist = Shortlist.of(bundles.values(), Finding.Candidate::claimedSigner, hint);
        signatures.addAll(shortlist.with(shortlist.tried().stream()
                .flatMap(candidate -> measure(image, candidate, roots).stream())
                .toList()));
        if (!layers.isEmpty()) {
            signatures.addAll(legacy.examine(image, layers, hint, roots, inquiry));
        }
        return signatures;
    }

    private static List<Signature> measure(PinnedImage image, Finding.Candidate candidate, List<TrustRoot> roots) {
        return Measure.guardedByEach(candidate::claimedSigner, () -> {
            BundleVerification verification = new BundleVerification(
                    candidate.bundle(),
                    candidate.carrier(),
                    image.digest(),
                    BundleVerification.Purpose.IMAGE_SIGNATURE);
            return Measure.byEach(roots, verification::claimedSigner, verification::against);
        });
    }

    private List<Finding> open(Repository repository, Digest manifest, AtomicInteger bundlesLeft, Inquiry inquiry) {
        return switch (registry.manifest(new PinnedImage(repository, manifest), inquiry)) {
            case Registry.Fetched.Absent _ ->
                List.of(refuted("the registry lists a manifest that refers to the image, but does not have it"));
            case Registry.Fetched.Corrupt(String detail) -> List.of(refuted(detail));
            case Registry.Fetched.Found(Document document) -> {
                try {
                    yield open(repository, ReferringManifest.parse(document.content()), bundlesLeft, inquiry);
                } catch (Refutation unreadable) {
                    yield List.of(new Finding.Settled(
                            new Signature.Refuted(Optional.empty(), unreadable.code(), unreadable.sentence())));
                }
            }
        };
    }

    private List<Finding> open(
            Repository repository, ReferringManifest manifest, AtomicInteger bundlesLeft, Inquiry inquiry) {
        List<Finding> findings = new ArrayList<>();
        if (!manifest.legacy().candidates().isEmpty()) {
            findings.add(new Finding.Legacy(manifest.legacy().candidates()));
        }
        manifest.legacy().refuted().map(Finding.Settled::new).ifPresent(findings::add);
        for (Digest bundle : manifest.bundles()) {
            if (bundlesLeft.decrementAndGet() < 0) {
                break; // one manifest may list several, and each is held until all are compared
            }
            switch (registry.blob(repository, bundle, Bundle.BYTES_MAX, inquiry)) {
                case Registry.Fetched.Absent _ -> findings.add(refuted("the registry does not have the bundle"));
                case Registry.Fetched.Corrupt(String detail) -> findings.add(refuted(detail));
                case Registry.Fetched.Found(Document document) ->
                    candidate(document).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /// An attestation is no candidate; what cannot be read is one, refuted.
    private static Optional<Finding> candidate(Document document) {
        try {
            Bundle bundle = Bundle.parse(document.content());
            return isAttestation(bundle)
                    ? Optional.empty()
                    : Optional.of(new Finding.Candidate(bundle, document.digest()));
        } catch (Refutation unreadable) {
            return Optional.of(new Finding.Settled(
                    new Signature.Refuted(Optional.empty(), unreadable.code(), unreadable.sentence())));
        }
    }

    private static boolean isAttestation(Bundle bundle) {
        try {
            Envelope envelope = bundle.envelope();
            return envelope.payloadType().equals(Envelope.IN_TOTO)
                    && !Statement.parse(envelope.payload()).isImageSignature();
        } catch (Refutation unreadable) {
            return false;
        }
    }

    private static Finding refuted(String detail) {
        return new Finding.Settled(new Signature.Refuted(Optional.empty(), PAYLOAD_INVALID, detail));
    }
}
