package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.BaseImage;
import io.github.provenancegate.evidence.Evidence;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The questions of one examination: each asked once, side by side where none needs another's answer.
///
/// ```
///   pin ─┬─ signatures ──────────────────────────────┐
///        └─ manifest ── base claim ─┬─ base image ─┐ ├─▶ Evidence
///                                   └─ build sigs ─┴─┘
/// ```
final class Questions {
    private final Registry registry;
    private final SignatureSearch search;
    private final Executor executor;
    private final Inquiry inquiry;
    private final Queue<Answer<?>> asked = new ConcurrentLinkedQueue<>();

    Questions(Registry registry, Signatures signatures, Executor executor, Inquiry inquiry) {
        this.registry = registry;
        this.search = new SignatureSearch(signatures);
        this.executor = executor;
        this.inquiry = inquiry;
    }

    /// The evidence for each requirement, in their order. Never throws.
    ///
    /// No question outlives it until the deadline, not even one whose answer has become needless: what is still
    /// under way would be counted neither as this examination's requests nor as load.
    List<Evidence> gather(ImageReference reference, List<Requirement> requirements) {
        List<Evidence> evidence = switch (pin(reference)) {
            case Pin.Refused(Evidence.Unresolved why) -> sameForAll(requirements, why);
            case Pin.To(PinnedImage image, Optional<Document> held) -> gather(reference, image, held, requirements);
        };
        asked.forEach(Answer::await);
        return evidence;
    }

    private List<Evidence> gather(
            ImageReference reference, PinnedImage image, Optional<Document> held, List<Requirement> requirements) {
        boolean claimRequired = requirements.stream().anyMatch(Questions::isBaseRequired);
        Map<SignaturePlaces, Answer<List<Signature>>> delivery = new LinkedHashMap<>();
        for (Requirement requirement : requirements) {
            delivery.computeIfAbsent(
                    requirement.places(),
                    places -> ask(
                            Observer.Step.SIGNATURES,
                            () -> search.find(image, places, signersAt(places, requirements), inquiry),
                            Questions::unknown));
        }
        // a digest that a tag was resolved to is only the registry's word until its bytes were hashed
        boolean bytesNeeded = claimRequired || reference instanceof ImageReference.Tagged;
        return switch (bytesNeeded ? manifest(image, held) : new Manifest.NotNeeded()) {
            case Manifest.Wrong(Evidence.Unresolved why) -> sameForAll(requirements, why);
            case Manifest.NotRead(ReasonCode code, String detail) ->
                // a registry that hides its manifest does not hide what its signatures say
                withBases(
                        image, new BaseClaim.Unreadable(code, detail), claimNeeded(reference), delivery, requirements);
            case Manifest.NotNeeded _ ->
                withBases(image, new BaseClaim.NotAsked(), Questions::isBaseRequired, delivery, requirements);
            case Manifest.Read(Document document) ->
                withBases(
                        image,
                        claimRequired ? claim(image, document) : new BaseClaim.NotAsked(),
                        Questions::isBaseRequired,
                        delivery,
                        requirements);
        };
    }

    private static boolean isBaseRequired(Requirement requirement) {
        return requirement.baseDigest() == BaseDigestRule.REQUIRED;
    }

    /// A tag's manifest is fetched to hash it, whether or not a base is to be read.
    private static Predicate<Requirement> claimNeeded(ImageReference reference) {
        return requirement -> isBaseRequired(requirement) || reference instanceof ImageReference.Tagged;
    }

    /// @param needsClaim whether a claim that could not be read concerns a requirement; one that never asked
    ///     for it is judged as if it stood alone
    private List<Evidence> withBases(
            PinnedImage image,
            BaseClaim claim,
            Predicate<Requirement> needsClaim,
            Map<SignaturePlaces, Answer<List<Signature>>> delivery,
            List<Requirement> requirements) {
        Map<BaseKey, Answer<BaseImage>> bases = askBases(claim, requirements);
        return requirements.stream()
                .<Evidence>map(requirement -> new Evidence.Gathered(
                        image,
                        claim instanceof BaseClaim.Unreadable && !needsClaim.test(requirement)
                                ? new BaseClaim.NotAsked()
                                : claim,
                        Objects.requireNonNull(delivery.get(requirement.places()))
                                .await(),
                        basesFor(requirement, claim, bases)))
                .toList();
    }

    private static List<Evidence> sameForAll(List<Requirement> requirements, Evidence evidence) {
        return requirements.stream().map(_ -> evidence).toList();
    }

    private sealed interface Pin {
        record To(PinnedImage image, Optional<Document> held) implements Pin {}

        record Refused(Evidence.Unresolved why) implements Pin {}
    }

    private Pin pin(ImageReference reference) {
        return switch (reference) {
            case ImageReference.Pinned pinned -> new Pin.To(PinnedImage.of(pinned), Optional.empty());
            case ImageReference.Tagged tagged ->
                this.<Pin>ask(
                                Observer.Step.PIN,
                                () -> switch (registry.pin(tagged, inquiry)) {
                                    case Registry.Pinning.Pinned(PinnedImage image, Optional<Document> held) ->
                                        new Pin.To(image, held);
                                    case Registry.Pinning.Absent _ ->
                                        refused(ReasonCode.IMAGE_NOT_FOUND, "the registry has no " + tagged);
                                    case Registry.Pinning.Corrupt(String detail) ->
                                        refused(ReasonCode.IMAGE_INVALID, detail);
                                },
                                failed -> refused(failed.code(), failed.sentence()))
                        .await();
        };
    }

    private static Pin refused(ReasonCode code, String detail) {
        return new Pin.Refused(new Evidence.Unresolved(code, detail));
    }

    private sealed interface Manifest {
        record Read(Document document) implements Manifest {}

        record Wrong(Evidence.Unresolved why) implements Manifest {}

        record NotRead(ReasonCode code, String detail) implements Manifest {}

        record NotNeeded() implements Manifest {}
    }

    private Manifest manifest(PinnedImage image, Optional<Document> held) {
        return held.<Manifest>map(Manifest.Read::new)
                .orElseGet(() -> this.<Manifest>ask(
                                Observer.Step.MANIFEST,
                                () -> switch (registry.manifest(image, inquiry)) {
                                    case Registry.Fetched.Found(Document document) -> new Manifest.Read(document);
                                    case Registry.Fetched.Absent _ ->
                                        wrong(ReasonCode.IMAGE_NOT_FOUND, "the registry does not have " + image);
                                    case Registry.Fetched.Corrupt(String detail) ->
                                        wrong(ReasonCode.IMAGE_INVALID, detail);
                                },
                                failed -> new Manifest.NotRead(failed.code(), failed.sentence()))
                        .await());
    }

    private static Manifest wrong(ReasonCode code, String detail) {
        return new Manifest.Wrong(new Evidence.Unresolved(code, detail));
    }

    private BaseClaim claim(PinnedImage image, Document manifest) {
        return this.<BaseClaim>ask(
                        Observer.Step.BASE_CLAIM,
                        () -> registry.baseClaim(image, manifest, inquiry),
                        failed -> new BaseClaim.Unreadable(failed.code(), failed.sentence()))
                .await();
    }

    private record BaseKey(Repository repository, Digest digest, SignaturePlaces places) {
        static BaseKey of(Requirement.Full full, Digest digest) {
            return new BaseKey(full.reference(), digest, full.buildPlaces());
        }
    }

    private Map<BaseKey, Answer<BaseImage>> askBases(BaseClaim claim, List<Requirement> requirements) {
        Map<BaseKey, Answer<BaseImage>> bases = new LinkedHashMap<>();
        if (!(claim instanceof BaseClaim.Named(List<Digest> digests))) {
            return bases;
        }
        for (Requirement requirement : requirements) {
            if (requirement instanceof Requirement.Full full) {
                for (Digest digest : digests) {
                    bases.computeIfAbsent(BaseKey.of(full, digest), key -> askBase(key, buildersOf(key, requirements)));
                }
            }
        }
        return bases;
    }

    private Answer<BaseImage> askBase(BaseKey key, List<AllowedSigners> builders) {
        PinnedImage base = new PinnedImage(key.repository(), key.digest());
        Answer<List<Signature>> build = ask(
                Observer.Step.BUILD_SIGNATURES,
                () -> search.find(base, key.places(), builders, inquiry),
                Questions::unknown);
        return ask(
                Observer.Step.BASE_IMAGE,
                () -> switch (registry.manifest(base, inquiry)) {
                    case Registry.Fetched.Found _ ->
                        new BaseImage.Present(key.repository(), key.digest(), build.await());
                    case Registry.Fetched.Absent _ -> new BaseImage.Absent(key.repository(), key.digest());
                    case Registry.Fetched.Corrupt(String detail) ->
                        new BaseImage.Corrupt(key.repository(), key.digest(), detail);
                },
                failed -> new BaseImage.NotReached(key.repository(), key.digest(), failed.code(), failed.sentence()));
    }

    private static List<BaseImage> basesFor(
            Requirement requirement, BaseClaim claim, Map<BaseKey, Answer<BaseImage>> bases) {
        return switch (requirement) {
            case Requirement.Delivery _ -> List.of();
            case Requirement.Full full ->
                claim instanceof BaseClaim.Named(List<Digest> digests)
                        ? digests.stream()
                                .map(digest -> BaseKey.of(full, digest))
                                .map(bases::get)
                                .map(Answer::await)
                                .toList()
                        : List.of();
        };
    }

    private static List<AllowedSigners> signersAt(SignaturePlaces places, List<Requirement> requirements) {
        return requirements.stream()
                .filter(requirement -> requirement.places().equals(places))
                .map(Requirement::delivery)
                .distinct()
                .toList();
    }

    private static List<AllowedSigners> buildersOf(BaseKey key, List<Requirement> requirements) {
        return requirements.stream()
                .filter(Requirement.Full.class::isInstance)
                .map(Requirement.Full.class::cast)
                .filter(full -> BaseKey.of(full, key.digest()).equals(key))
                .map(Requirement.Full::build)
                .distinct()
                .toList();
    }

    private static List<Signature> unknown(UndeterminedException failed) {
        return List.of(new Signature.Unknown(failed.code(), failed.sentence()));
    }

    private <T> Answer<T> ask(Observer.Step step, Supplier<T> question, Answer.Otherwise<T> otherwise) {
        Answer<T> answer = Answer.ask(step, inquiry, executor, question, otherwise);
        asked.add(answer);
        return answer;
    }
}
