package io.github.provenancegate.cache;

import io.github.provenancegate.cache.Shelf.Question;
import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer.Matter;
import io.github.provenancegate.verify.Observer.Source;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Remembered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A registry that is asked once for what several want at the same time, and not again for what cannot change.
public final class CaffeineRegistry implements Registry {
    /// Manifests of the images of a large cluster: some thousand of a few KiB, in a heap of 256 MiB.
    private static final long MANIFEST_BYTES_MAX = 16 << 20;

    /// Base claims: some ten thousand with two digests each.
    private static final long CLAIM_BYTES_MAX = 4 << 20;

    /// Nothing of this kind is remembered for long.
    private static final long NOTHING = 0;

    /// A longer manifest is not remembered: a genuine one has a few KiB, and one of 4 MiB would push out a
    /// thousand.
    private static final int REMEMBERED_DOCUMENT_BYTES_MAX = 256 << 10;

    private static final long DIGEST_BYTES = 128;

    /// How old the resolving of a tag may be for somebody to join it: what he gets was true within this time.
    private static final Duration TAG_JOINABLE = Duration.ofSeconds(1);

    private final Registry registry;
    private final Flights<Question, Pinning> tags;
    private final Shelf<Fetched> manifests;
    private final Shelf<Fetched> listings;
    private final Shelf<Fetched> blobs;
    private final Shelf<BaseClaim> claims;
    private final Shelf<Referrers> referrers;

    /// Remembers nothing yet.
    ///
    /// @param registry who is asked
    /// @param executor runs what is asked; it blocks, so virtual threads fit
    /// @param random spreads when failed questions are asked again
    /// @param nanoTime a monotonic clock in nanoseconds
    public CaffeineRegistry(Registry registry, Executor executor, RandomGenerator random, LongSupplier nanoTime) {
        Shelf.Means means = new Shelf.Means(executor, random, nanoTime);
        this.registry = registry;
        this.tags = new Flights<>(executor, TAG_JOINABLE, nanoTime);
        this.manifests = new Shelf<>(
                Matter.MANIFEST, CaffeineRegistry::life, MANIFEST_BYTES_MAX, CaffeineRegistry::bytes, means);
        this.listings = new Shelf<>(Matter.MANIFEST, _ -> Life.LISTING, NOTHING, CaffeineRegistry::bytes, means);
        this.blobs = new Shelf<>(Matter.BLOB, _ -> Life.LISTING, NOTHING, CaffeineRegistry::bytes, means);
        this.claims =
                new Shelf<>(Matter.BASE_CLAIM, CaffeineRegistry::life, CLAIM_BYTES_MAX, CaffeineRegistry::bytes, means);
        this.referrers = new Shelf<>(Matter.REFERRERS, _ -> Life.LISTING, NOTHING, CaffeineRegistry::bytes, means);
    }

    private static long bytes(Fetched fetched) {
        return switch (fetched) {
            case Fetched.Found(Document document) -> document.length();
            case Fetched.Absent _ -> 0;
            case Fetched.Corrupt(String detail) -> detail.length();
        };
    }

    private static long bytes(BaseClaim claim) {
        return switch (claim) {
            case BaseClaim.Named(var digests) -> DIGEST_BYTES * digests.size();
            case BaseClaim.Missing(String detail) -> detail.length();
            case BaseClaim.Invalid(String detail) -> detail.length();
            case BaseClaim.Unreadable(var _, String detail) -> detail.length();
            case BaseClaim.NotAsked _ -> 0;
        };
    }

    private static long bytes(Referrers found) {
        return found.manifests().stream()
                .mapToLong(one ->
                        DIGEST_BYTES + one.artifactType().map(String::length).orElse(0))
                .sum();
    }

    private static Question about(Repository repository, String name, Inquiry inquiry) {
        return new Question(repository.toString(), name, inquiry.asker().scope());
    }

    private static Question about(PinnedImage image, Inquiry inquiry) {
        return about(image.repository(), image.digest().toString(), inquiry);
    }

    /// Never remembered, neither what a tag points at nor that it could not be asked for: a tag that moved must
    /// be seen by the next review. Who asks while somebody else has just begun to ask gets the same answer.
    @Override
    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        Question question = about(reference.repository(), reference.name(), inquiry);
        Optional<Flights.Seat<Pinning>> seat = tags.board(question, inquiry, longer -> registry.pin(reference, longer));
        inquiry.observer().lookedUp(Matter.TAG, seat.map(Shelf::source).orElse(Source.ASKED));
        return seat.isPresent()
                ? seat.get().await(inquiry.deadline(), "waiting for " + question.place())
                : registry.pin(reference, inquiry);
    }

    @Override
    public Fetched manifest(PinnedImage image, Inquiry inquiry) {
        return manifests.answer(about(image, inquiry), inquiry, longer -> registry.manifest(image, longer));
    }

    private static Duration life(Fetched manifest) {
        return switch (manifest) {
            case Fetched.Found(Document document) ->
                document.length() <= REMEMBERED_DOCUMENT_BYTES_MAX ? Life.FIXED : Life.NONE;
            case Fetched.Absent _, Fetched.Corrupt _ -> Life.MENDABLE;
        };
    }

    /// Remembered for seconds, although it is read by tag: such a tag lists signatures, whose content proves
    /// itself.
    @Override
    public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
        return listings.answer(
                about(repository, tag, inquiry), inquiry, longer -> registry.taggedManifest(repository, tag, longer));
    }

    @Override
    public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        return blobs.answer(
                about(repository, digest + " " + bodyBytesMax, inquiry),
                inquiry,
                longer -> registry.blob(repository, digest, bodyBytesMax, longer));
    }

    @Override
    public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
        return claims.answer(
                about(image.repository(), manifest.digest().toString(), inquiry),
                inquiry,
                longer -> registry.baseClaim(image, manifest, longer));
    }

    private static Duration life(BaseClaim claim) {
        return switch (claim) {
            case BaseClaim.Named _, BaseClaim.Missing _ -> Life.FIXED;
            case BaseClaim.Invalid _ -> Life.MENDABLE; // also when a part of the image was absent or corrupt
            case BaseClaim.Unreadable _ -> Life.UNKNOWN_MIN;
            case BaseClaim.NotAsked _ -> Life.NONE;
        };
    }

    @Override
    public Referrers referrers(PinnedImage image, Inquiry inquiry) {
        return referrers.answer(about(image, inquiry), inquiry, longer -> registry.referrers(image, longer));
    }

    /// Takes in a manifest that was read before this process began, unless something newer is known.
    ///
    /// @param manifest that of the image; hashed by whoever holds it
    /// @param remaining of its life
    void regain(PinnedImage image, Document manifest, Duration remaining) {
        if (manifest.digest().equals(image.digest())
                && life(new Fetched.Found(manifest)).equals(Life.FIXED)) {
            manifests.regain(about(image), new Fetched.Found(manifest), remaining);
        }
    }

    /// The same for the base that an image names, read from documents whose hashes lead to its digest.
    void regain(PinnedImage image, BaseClaim claim, Duration remaining) {
        if (claim instanceof BaseClaim.Named) {
            claims.regain(about(image), claim, remaining);
        }
    }

    private static Question about(PinnedImage image) {
        return new Question(image.repository().toString(), image.digest().toString(), Asker.OURSELVES.scope());
    }

    /// How much is remembered of each matter.
    List<Remembered> remembered() {
        return List.of(
                manifests.remembered().plus(listings.remembered()),
                blobs.remembered(),
                claims.remembered(),
                referrers.remembered());
    }
}
