package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Registry.Fetched;
import io.github.provenancegate.verify.UndeterminedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Finds out which base an image names: the annotation of its manifest or index, and then nothing else is read;
/// else the label of its configuration; else, for an index, what each of its runnable platforms names.
///
/// Every document is read from bytes whose hash stands in the one before it, so the chain starts at the image's
/// digest. A cycle would need a hash that contains itself; nesting and number are bounded all the same.
public final class BaseClaims {
    /// More platforms than any image has; bounds the requests that one image can make us send.
    private static final int CHILDREN_MAX = 256;

    /// An index may name an index, as some build tools do; nobody nests deeper.
    private static final int INDEX_LEVELS_MAX = 2;

    /// Documents read at the same time, of one image: each may have megabytes.
    private static final int SIDE_BY_SIDE_MAX = 8;

    private final Registry documents;
    private final Executor executor;

    /// @param documents where manifests and configurations are read, hash checked
    /// @param executor fetches platforms side by side; calls block, so virtual threads fit
    public BaseClaims(Registry documents, Executor executor) {
        this.documents = documents;
        this.executor = executor;
    }

    /// What one image's reading has used up so far.
    private record Search(Repository repository, Inquiry inquiry, Semaphore places, AtomicInteger children) {}

    /// Which base the image of this manifest names.
    public BaseClaim read(PinnedImage image, Document manifest, Inquiry inquiry) {
        Search search = new Search(image.repository(), inquiry, new Semaphore(SIDE_BY_SIDE_MAX), new AtomicInteger());
        return claim(search, manifest, 1);
    }

    private BaseClaim claim(Search search, Document document, int level) {
        Manifest manifest;
        try {
            manifest = ManifestReader.read(document.content(), document.mediaType());
        } catch (MalformedDocumentException refused) {
            return invalid("the manifest " + document.digest() + ": " + refused.sentence());
        }
        if (manifest.base().isPresent()) {
            return BaseDigests.claim(manifest.base().get(), "annotation");
        }
        return switch (manifest) {
            case Manifest.Image image -> label(search, image.config());
            case Manifest.Index index
            when level > INDEX_LEVELS_MAX ->
                invalid("the index " + document.digest() + " stands in an index in an index; at most "
                        + INDEX_LEVELS_MAX + " levels are read");
            case Manifest.Index index -> platforms(search, index, level);
        };
    }

    private BaseClaim label(Search search, Digest config) {
        Fetched fetched = within(
                search, () -> documents.blob(search.repository(), config, Manifests.BYTES_MAX, search.inquiry()));
        return switch (fetched) {
            case Fetched.Found(Document document) -> label(document);
            case Fetched.Absent _ -> invalid("the registry does not have the configuration " + config);
            case Fetched.Corrupt(String detail) -> invalid(detail);
        };
    }

    private static BaseClaim label(Document configuration) {
        try {
            return BaseDigests.label(configuration.content())
                    .map(value -> BaseDigests.claim(value, "label"))
                    .orElseGet(() -> new BaseClaim.Missing(
                            "the image has neither an annotation nor a label " + ManifestReader.BASE_DIGEST));
        } catch (MalformedDocumentException refused) {
            return invalid("the configuration " + configuration.digest() + ": " + refused.sentence());
        }
    }

    private BaseClaim platforms(Search search, Manifest.Index index, int level) {
        if (search.children().addAndGet(index.children().size()) > CHILDREN_MAX) {
            return invalid("the index names more than " + CHILDREN_MAX + " manifests");
        }
        if (index.unreadable() > 0) {
            return invalid("the index names a manifest by another digest than a sha256");
        }
        List<Manifest.Child> runnable = index.children().stream()
                .filter(Manifest.Child::isRunnable)
                .distinct()
                .toList();
        if (runnable.isEmpty()) {
            return new BaseClaim.Missing("the index names no runnable platform, and no base of its own");
        }
        List<CompletableFuture<BaseClaim>> claims = runnable.stream()
                .map(child -> CompletableFuture.supplyAsync(() -> platform(search, child, level), executor))
                .toList();
        return BaseClaimOfIndex.of(claims.stream().map(CompletableFuture::join).toList());
    }

    private BaseClaim platform(Search search, Manifest.Child child, int level) {
        String name = child.platform().map(platform -> "platform " + platform).orElse("manifest " + child.digest());
        try {
            PinnedImage image = new PinnedImage(search.repository(), child.digest());
            return switch (within(search, () -> documents.manifest(image, search.inquiry()))) {
                case Fetched.Found(Document document) -> named(name, claim(search, document, level + 1));
                case Fetched.Absent _ -> invalid("the registry does not have the " + name + " of the index");
                case Fetched.Corrupt(String detail) -> invalid(detail);
            };
        } catch (UndeterminedException couldNotAsk) {
            return new BaseClaim.Unreadable(couldNotAsk.code(), couldNotAsk.sentence());
        }
    }

    private static BaseClaim named(String platform, BaseClaim claim) {
        return switch (claim) {
            case BaseClaim.Missing(String detail) -> new BaseClaim.Missing(platform + ": " + detail);
            case BaseClaim.Invalid(String detail) -> new BaseClaim.Invalid(platform + ": " + detail);
            case BaseClaim.Named _, BaseClaim.Unreadable _, BaseClaim.NotAsked _ -> claim;
        };
    }

    private static <T> T within(Search search, Supplier<T> read) {
        try {
            if (!search.places()
                    .tryAcquire(search.inquiry().deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLate();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw tooLate();
        }
        try {
            return read.get();
        } finally {
            search.places().release();
        }
    }

    private static UndeterminedException tooLate() {
        return new UndeterminedException(
                ReasonCode.DEADLINE_EXCEEDED, "the time ran out while reading the platforms of the index");
    }

    private static BaseClaim invalid(String detail) {
        return new BaseClaim.Unreadable(ReasonCode.IMAGE_INVALID, detail);
    }
}
