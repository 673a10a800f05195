package io.github.provenancegate.cache;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Passes questions of one look-up on to a registry and holds the documents that it answers with. Several
/// threads may ask.
final class Recording implements Registry {
    private final Registry registry;
    private final BaseClaimReading reading;
    private final Queue<Kept.Answer> manifests = new ConcurrentLinkedQueue<>();
    private final Queue<Kept.Answer> blobs = new ConcurrentLinkedQueue<>();

    Recording(Registry registry, BaseClaimReading reading) {
        this.registry = registry;
        this.reading = reading;
    }

    /// All of it.
    List<Kept.Answer> answers() {
        return Stream.concat(manifests.stream(), blobs.stream()).distinct().toList();
    }

    /// These blobs and the manifests that name them: the attestations beside a signature are megabytes.
    List<Kept.Answer> answersAround(Set<Digest> carriers) {
        return Stream.concat(
                        manifests.stream().filter(answer -> namesOne(answer.document(), carriers)),
                        blobs.stream()
                                .filter(answer ->
                                        carriers.contains(answer.document().digest())))
                .toList();
    }

    private static boolean namesOne(Document manifest, Set<Digest> carriers) {
        String text = new String(manifest.content(), StandardCharsets.ISO_8859_1);
        return carriers.stream().map(Digest::toString).anyMatch(text::contains);
    }

    private static Fetched hold(Fetched fetched, Optional<String> tag, Queue<Kept.Answer> answers) {
        if (fetched instanceof Fetched.Found(Document document)) {
            answers.add(new Kept.Answer(tag, document));
        }
        return fetched;
    }

    @Override
    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        return registry.pin(reference, inquiry);
    }

    @Override
    public Fetched manifest(PinnedImage image, Inquiry inquiry) {
        return hold(registry.manifest(image, inquiry), Optional.empty(), manifests);
    }

    @Override
    public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
        return hold(registry.taggedManifest(repository, tag, inquiry), Optional.of(tag), manifests);
    }

    @Override
    public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        return hold(registry.blob(repository, digest, bodyBytesMax, inquiry), Optional.empty(), blobs);
    }

    /// Read here, so that the documents on the way to it are held too.
    @Override
    public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
        return reading.read(this, image, manifest, inquiry);
    }

    @Override
    public Referrers referrers(PinnedImage image, Inquiry inquiry) {
        return registry.referrers(image, inquiry);
    }
}
