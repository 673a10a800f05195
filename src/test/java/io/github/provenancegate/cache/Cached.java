package io.github.provenancegate.cache;

import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryRequest;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.registry.BaseClaims;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRootRefusedException;
import io.github.provenancegate.sigstore.TrustRootSource;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Requirement;
import io.github.provenancegate.verdict.Verdict;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.verify.RealEdges;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// A verifier that remembers, over a real conversation with a fake registry. The memory's clock stands until it
/// is told to go on; everything else has the machine's.
final class Cached implements AutoCloseable {
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private static final Instant START = Instant.parse("2026-07-02T00:00:00Z");

    private final RealEdges edges = new RealEdges();
    private final AtomicLong nanos = new AtomicLong();
    private final Path rootFile;
    private final SigstoreTrustRoots roots;
    private final Optional<Path> file;
    private ProvenanceVerifier verifier;
    private CaffeineMemory memory;

    Cached(Path folder) throws IOException, TrustRootRefusedException {
        this(folder, Optional.empty());
    }

    /// @param file keeps what it can over [#restart()]
    Cached(Path folder, Optional<Path> file) throws IOException, TrustRootRefusedException {
        rootFile = folder.resolve("trusted_root.json");
        trust(edges.sigstore().trustedRootJson());
        roots = SigstoreTrustRoots.open(
                Map.of(AllowedSigner.PUBLIC_GOOD, new TrustRootSource.File(rootFile)),
                () -> {
                    throw new AssertionError("no root is fetched");
                },
                InstantSource.system());
        this.file = file;
        start(edges.oci());
    }

    private void start(Registry oci) {
        Function<Registry, Signatures> verifying = from -> new SigstoreSignatures(from, roots, THREADS);
        Ledger ledger = new Ledger(
                (documents, image, manifest, inquiry) ->
                        new BaseClaims(documents, THREADS).read(image, manifest, inquiry),
                this::now,
                nanos::get);
        CaffeineRegistry registry =
                new CaffeineRegistry(file.isPresent() ? ledger.listenTo(oci) : oci, THREADS, new Random(1), nanos::get);
        CaffeineSignatures signatures = new CaffeineSignatures(
                file.isPresent() ? ledger.listenTo(verifying, registry) : verifying.apply(registry),
                roots,
                THREADS,
                new Random(1),
                nanos::get);
        verifier = new ProvenanceVerifier(registry, signatures, THREADS);
        memory = new CaffeineMemory(
                registry,
                signatures,
                file.map(path -> new Keeper(path, ledger, verifying, roots, this::now, nanos::get)),
                Runnable::run);
    }

    Instant now() {
        return START.plusNanos(nanos.get());
    }

    /// Another process over the same file and registry.
    void restart() {
        start(edges.oci());
        memory.begin();
    }

    /// Another process whose registry wants credentials.
    void restart(Credentials credentials) {
        start(edges.registry(credentials));
        memory.begin();
    }

    CaffeineMemory memory() {
        return memory;
    }

    RealEdges edges() {
        return edges;
    }

    FakeRegistry fake() {
        return edges.fake();
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /// Puts another trust root in force.
    void renew(String trustedRoot) throws IOException {
        trust(trustedRoot);
        roots.refresh();
    }

    private void trust(String trustedRoot) throws IOException {
        Files.writeString(rootFile, trustedRoot);
    }

    Verdict examine(ImageReference image, Requirement requirement) {
        return examine(image, requirement, RealEdges.inquiry());
    }

    Verdict examine(ImageReference image, Requirement requirement, Inquiry inquiry) {
        return RealEdges.examine(verifier, image, requirement, inquiry);
    }

    ProvenanceVerifier verifier() {
        return verifier;
    }

    /// What the registry was asked since the last call, sorted.
    List<String> requests() {
        List<String> requests = fake().requests().stream()
                .map(FakeRegistryRequest::toString)
                .sorted()
                .toList();
        fake().forgetRequests();
        return requests;
    }

    @Override
    public void close() {
        edges.close();
    }
}
