package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A registry that gives the kept answers about one image again and has nothing else. Every document is found
/// by the hash that its bytes have now.
final class KeptRegistry implements Registry {
    private final Repository repository;
    private final Map<Digest, Document> byDigest = new HashMap<>();
    private final Map<String, Document> byTag = new HashMap<>();
    private final List<Referrer> referrers;
    private final BaseClaimReading reading;

    KeptRegistry(Kept kept, BaseClaimReading reading) {
        this.repository = kept.image().repository();
        this.reading = reading;
        for (Kept.Answer answer : kept.answers()) {
            byDigest.put(answer.document().digest(), answer.document());
            answer.tag().ifPresent(tag -> byTag.put(tag, answer.document()));
        }
        // whatever is named here proves itself or counts for nothing
        this.referrers = kept.answers().stream()
                .filter(answer -> answer.tag().isEmpty())
                .map(answer -> new Referrer(answer.document().digest(), Optional.empty()))
                .toList();
    }

    private Fetched found(Repository asked, Optional<Document> document) {
        return document.filter(_ -> asked.equals(repository))
                .<Fetched>map(Fetched.Found::new)
                .orElseGet(Fetched.Absent::new);
    }

    /// What a tag points at is never kept.
    @Override
    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        return new Pinning.Absent();
    }

    @Override
    public Fetched manifest(PinnedImage image, Inquiry inquiry) {
        return found(image.repository(), Optional.ofNullable(byDigest.get(image.digest())));
    }

    @Override
    public Fetched taggedManifest(Repository asked, String tag, Inquiry inquiry) {
        return found(asked, Optional.ofNullable(byTag.get(tag)));
    }

    @Override
    public Fetched blob(Repository asked, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        return found(
                asked, Optional.ofNullable(byDigest.get(digest)).filter(document -> document.length() <= bodyBytesMax));
    }

    @Override
    public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
        return reading.read(this, image, manifest, inquiry);
    }

    @Override
    public Referrers referrers(PinnedImage image, Inquiry inquiry) {
        return new Referrers(referrers, Completeness.COMPLETE);
    }
}
