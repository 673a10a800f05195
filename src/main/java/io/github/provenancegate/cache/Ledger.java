package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Listens to what registries answer and notes the answers from which something good followed, if they were
/// given to ourselves: what was read with a Pod's own pull secrets is never written anywhere.
public final class Ledger {
    private final BaseClaimReading reading;
    private final InstantSource clock;
    private final Journal journal;

    /// @param nanoTime a monotonic clock in nanoseconds
    public Ledger(BaseClaimReading reading, InstantSource clock, LongSupplier nanoTime) {
        this.reading = reading;
        this.clock = clock;
        this.journal = new Journal(nanoTime);
    }

    Journal journal() {
        return journal;
    }

    BaseClaimReading reading() {
        return reading;
    }

    /// The same registry, listened to.
    public Registry listenTo(Registry registry) {
        return new Heard(registry);
    }

    /// What looks for signatures, listened to.
    ///
    /// @param verifying makes of a registry what verifies the signatures that it holds
    /// @param registry in which to look
    public Signatures listenTo(Function<Registry, Signatures> verifying, Registry registry) {
        return (image, wanted, inquiry) -> {
            Recording recording = new Recording(registry, reading);
            Instant before = clock.instant();
            List<Signature> found = verifying.apply(recording).find(image, wanted, inquiry);
            if (isOurs(inquiry)) {
                note(image, recording, before, found, wanted);
            }
            return found;
        };
    }

    private static boolean isOurs(Inquiry inquiry) {
        return inquiry.asker().scope().isEmpty();
    }

    private void note(
            PinnedImage image, Recording recording, Instant since, List<Signature> found, List<AllowedSigners> wanted) {
        List<Proof> proofs = found.stream()
                .flatMap(signature -> switch (signature) {
                    case Signature.Proven(Proof proof) -> Stream.of(proof);
                    case Signature.Unlogged _, Signature.Refuted _, Signature.Unknown _ -> Stream.empty();
                })
                .filter(proof -> wanted.stream().anyMatch(one -> one.allow(proof.signer(), proof.trustRoot())))
                .toList();
        if (!proofs.isEmpty()) {
            Set<Digest> carriers = proofs.stream().map(Proof::signatureDigest).collect(Collectors.toSet());
            List<AllowedSigner> signers = proofs.stream()
                    .map(proof -> new AllowedSigner(proof.signer(), proof.trustRoot()))
                    .distinct()
                    .toList();
            Kept kept = new Kept(Kept.About.SIGNATURES, image, since, signers, recording.answersAround(carriers));
            if (fits(kept)) {
                journal.prove(kept);
            }
        } else if (found.stream().noneMatch(Signature.Unknown.class::isInstance)) {
            journal.withdraw(image);
        }
    }

    private static boolean fits(Kept kept) {
        return kept.bytes() <= KeptLine.ANSWER_BYTES_MAX
                && kept.answers().size() <= KeptLine.ANSWERS_MAX
                && kept.signers().size() <= KeptLine.SIGNERS_MAX;
    }

    private void note(Kept kept) {
        if (fits(kept)) {
            journal.note(kept);
        }
    }

    private final class Heard implements Registry {
        private final Registry registry;

        private Heard(Registry registry) {
            this.registry = registry;
        }

        @Override
        public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
            return registry.pin(reference, inquiry);
        }

        @Override
        public Fetched manifest(PinnedImage image, Inquiry inquiry) {
            Instant before = clock.instant();
            Fetched fetched = registry.manifest(image, inquiry);
            if (isOurs(inquiry) && fetched instanceof Fetched.Found(Document document)) {
                Kept.Answer answer = new Kept.Answer(Optional.empty(), document);
                note(new Kept(Kept.About.MANIFEST, image, before, List.of(), List.of(answer)));
            }
            return fetched;
        }

        @Override
        public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
            return registry.taggedManifest(repository, tag, inquiry);
        }

        @Override
        public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
            return registry.blob(repository, digest, bodyBytesMax, inquiry);
        }

        /// The manifest is the first document on the way, and is in our hands already.
        @Override
        public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
            Instant before = clock.instant();
            Recording recording = new Recording(registry, reading);
            BaseClaim claim = recording.baseClaim(image, manifest, inquiry);
            if (isOurs(inquiry)
                    && claim instanceof BaseClaim.Named
                    && manifest.digest().equals(image.digest())) {
                List<Kept.Answer> answers = Stream.concat(
                                Stream.of(new Kept.Answer(Optional.empty(), manifest)), recording.answers().stream())
                        .toList();
                note(new Kept(Kept.About.BASE_CLAIM, image, before, List.of(), answers));
            }
            return claim;
        }

        @Override
        public Referrers referrers(PinnedImage image, Inquiry inquiry) {
            return registry.referrers(image, inquiry);
        }
    }
}
