package io.github.provenancegate.registry;

import io.github.provenancegate.evidence.BaseClaim;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Registry;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// Registries that speak the OCI distribution protocol. Thread-safe; calls block until their inquiry's deadline
/// at most.
public final class OciRegistry implements Registry {
    private final Manifests manifests;
    private final Blobs blobs;
    private final ReferrerReads referrers;
    private final Executor executor;

    /// Remembers tokens and what hosts can and want, nothing of what they hold.
    ///
    /// @param executor fetches the platforms of an index side by side; calls block, so virtual threads fit
    /// @param nanoTime a monotonic clock in nanoseconds, such as `System::nanoTime`; tokens age by it
    public OciRegistry(
            Transport transport,
            Credentials credentials,
            RegistrySettings settings,
            Executor executor,
            LongSupplier nanoTime) {
        Tokens tokens = new Tokens(new TokenRealm(transport, settings), nanoTime);
        RegistryDialogue dialogue = new RegistryDialogue(transport, new Authorizations(credentials, tokens));
        ReferrerSupport support = new ReferrerSupport(nanoTime);
        this.manifests = new Manifests(dialogue, support);
        this.blobs = new Blobs(dialogue);
        this.referrers = new ReferrerReads(dialogue, manifests, support);
        this.executor = executor;
    }

    @Override
    public Pinning pin(ImageReference.Tagged reference, Inquiry inquiry) {
        return manifests.pin(reference, inquiry);
    }

    @Override
    public Fetched manifest(PinnedImage image, Inquiry inquiry) {
        return manifests.fetch(image, inquiry);
    }

    @Override
    public Fetched taggedManifest(Repository repository, String tag, Inquiry inquiry) {
        return manifests.fetch(repository, tag, inquiry);
    }

    @Override
    public Fetched blob(Repository repository, Digest digest, long bodyBytesMax, Inquiry inquiry) {
        return blobs.fetch(repository, digest, bodyBytesMax, inquiry);
    }

    @Override
    public BaseClaim baseClaim(PinnedImage image, Document manifest, Inquiry inquiry) {
        return new BaseClaims(this, executor).read(image, manifest, inquiry);
    }

    @Override
    public Referrers referrers(PinnedImage image, Inquiry inquiry) {
        return referrers.read(image, inquiry);
    }
}
