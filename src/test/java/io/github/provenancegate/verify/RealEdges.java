package io.github.provenancegate.verify;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.DeliveredImages;
import io.github.provenancegate.fake.DeliveredImages.Scenario;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.SignaturePlaces;
import io.github.provenancegate.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// The ports on their real edges: HTTP to a fake registry that holds delivered images, signatures of a
/// throw-away Sigstore.
public final class RealEdges implements AutoCloseable {
    public static final AllowedSigners SYNCER = signer(DeliveredImages.SYNCER);
    public static final AllowedSigners BUILDER = signer(DeliveredImages.BASE_BUILDER);

    private static final Executor SIDE_BY_SIDE = Executors.newVirtualThreadPerTaskExecutor();

    private final FakeRegistry fake = FakeRegistry.start();
    private final VirtualSigstore sigstore =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private final Map<Scenario, String> images = new DeliveredImages(ImageStore.of(fake), sigstore).pushAll();
    private final Registry oci = registry();
    private final Signatures signatures = signatures(oci);

    public VirtualSigstore sigstore() {
        return sigstore;
    }

    public FakeRegistry fake() {
        return fake;
    }

    public Registry oci() {
        return oci;
    }

    public Signatures signatures() {
        return signatures;
    }

    public Signatures signatures(Registry registry) {
        try {
            TrustRoot root = TrustRoot.parse(
                    AllowedSigner.PUBLIC_GOOD, sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
            return new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(root)), SIDE_BY_SIDE);
        } catch (MalformedTrustRootException malformed) {
            throw new AssertionError(malformed);
        }
    }

    public ProvenanceVerifier verifier(Registry registry, Signatures signatures) {
        return new ProvenanceVerifier(registry, signatures, SIDE_BY_SIDE);
    }

    public Verdict examine(ImageReference image, Requirement requirement) {
        return examine(verifier(oci, signatures), image, requirement, inquiry());
    }

    /// What an examination under one requirement comes to.
    public static Verdict examine(
            ProvenanceVerifier verifier, ImageReference image, Requirement requirement, Inquiry inquiry) {
        return verifier.examine(image, List.of(requirement), inquiry)
                .getFirst()
                .judgement()
                .verdict();
    }

    public Requirement full(Scenario scenario) {
        return new Requirement.Full(
                SYNCER,
                new Repository(fake.host(), "chainguard-private/" + scenario.repository()),
                BUILDER,
                SignaturePlaces.BESIDE_THE_IMAGE,
                SignaturePlaces.BESIDE_THE_IMAGE);
    }

    public static Requirement delivery(BaseDigestRule rule) {
        return new Requirement.Delivery(SYNCER, rule, SignaturePlaces.BESIDE_THE_IMAGE);
    }

    public ImageReference pinned(Scenario scenario) {
        return ImageReference.parse(images.getOrDefault(scenario, ""));
    }

    public ImageReference tagged(Scenario scenario) {
        return ImageReference.parse(fake.host() + "/acme.com/" + scenario.repository() + ":latest");
    }

    public static Inquiry inquiry() {
        return new Inquiry(Deadline.after(Duration.ofSeconds(30), System::nanoTime), Observer.SILENT);
    }

    @Override
    public void close() {
        fake.close();
    }

    private Registry registry() {
        return registry(Credentials.ANONYMOUS);
    }

    /// Puts a signature of a scenario's image into a repository.
    public void sign(Repository repository, Scenario scenario, Identity identity) {
        new DeliveredImages(ImageStore.of(fake), sigstore)
                .sign(repository.path(), ((ImageReference.Pinned) pinned(scenario)).digest(), identity);
    }

    /// The registry, asked with these credentials.
    public Registry registry(Credentials credentials) {
        return new OciRegistry(
                PlainHttp.transport(fake.host()),
                credentials,
                RegistrySettings.DEFAULT,
                SIDE_BY_SIDE,
                System::nanoTime);
    }

    public static AllowedSigners signer(Identity identity) {
        return AllowedSigners.of(AllowedSigner.publicGood(new Signer(identity.issuer(), identity.subject())));
    }
}
