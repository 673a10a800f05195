package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.FakeRegistry;
import io.github.provenancegate.fake.FakeRegistryDefect;
import io.github.provenancegate.fake.ImageStore;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.Exhibit.Document;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.Registry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Genuine signatures with one thing changed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutationsTest {
    private static final long SEED = 20_261_124;
    private static final List<Mutation> KINDS = List.of(Mutation.values());
    private static final long ALLOCATED_BYTES_MAX = 32L << 20;

    private static final Map<Document, Integer> MUTATIONS = Map.of(
            Document.BUNDLE, 5_500,
            Document.PAYLOAD, 500,
            Document.SIGNATURE_MANIFEST, 2_800,
            Document.REFERRING_MANIFEST, 600,
            Document.REFERRERS_INDEX, 600);

    /// A bundle with a timestamp needs no promise: without it, the timestamp says when, and the index is the
    /// tree's.
    private static final String PROMISE = "/verificationMaterial/tlogEntries/0/inclusionPromise left out";

    private final FakeRegistry fake = FakeRegistry.start();
    private final OciRegistry served = new OciRegistry(
            PlainHttp.transport(fake.host()),
            Credentials.ANONYMOUS,
            RegistrySettings.DEFAULT,
            Runnable::run,
            System::nanoTime);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Duration slowest = Duration.ZERO;
    private long largestBytes;

    @AfterAll
    void stop() {
        fake.close();
    }

    @Test
    void noChangeOfAnythingThatCarriesMeaningIsAccepted() throws Exception {
        Map<Document, List<Exhibit>> exhibits = exhibits().stream().collect(Collectors.groupingBy(Exhibit::document));
        int accepted = 0;
        for (Document document : Document.values()) {
            List<Exhibit> several = exhibits.getOrDefault(document, List.of());
            for (int number = 0; number < MUTATIONS.getOrDefault(document, 0); number++) {
                SplittableRandom random = new SplittableRandom(SEED + number);
                accepted += mutate(several.get(random.nextInt(several.size())), number, random);
            }
        }
        System.out.printf(
                "%d mutations: %d accepted, slowest %d ms of CPU, largest allocation %d KiB%n",
                MUTATIONS.values().stream().mapToInt(count -> count).sum(),
                accepted,
                slowest.toMillis(),
                largestBytes >> 10);
        // else what was mutated was nothing that anybody reads
        assertThat(accepted).isBetween(100, 2_500);
    }

    /// How many proofs are left.
    private int mutate(Exhibit exhibit, int number, SplittableRandom random) {
        byte[] genuine = exhibit.genuine();
        Mutation mutation = KINDS.get(number % KINDS.size());
        byte[] mutated = mutation.of(genuine, random);
        while (Arrays.equals(mutated, genuine)) {
            mutation = KINDS.get(random.nextInt(KINDS.size()));
            mutated = mutation.of(genuine, random);
        }
        String what = "seed %d, number %d: %s in %s".formatted(SEED, number, mutation, exhibit);
        List<Proof> proofs = examine(what, exhibit, mutated);
        if (!proofs.isEmpty()) {
            Set<String> touched = new TreeSet<>(Touched.between(genuine, mutated));
            boolean withoutPromise = exhibit.document() == Document.BUNDLE && touched.remove(PROMISE);
            assertThat(Meaningless.leaveOut(exhibit.document(), touched))
                    .as(what)
                    .isEmpty();
            assertThat(proofs)
                    .as("%s, touched %s", what, touched)
                    .containsOnly(
                            withoutPromise ? withoutPromise(exhibit.proof(), proofs.getFirst()) : exhibit.proof());
        }
        return proofs.size();
    }

    private List<Proof> examine(String what, Exhibit exhibit, byte[] mutated) {
        long cpu = threads.getCurrentThreadCpuTime();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        List<Proof> proofs;
        try {
            proofs = exhibit.proofs(mutated);
        } catch (RuntimeException | StackOverflowError escaped) {
            throw new AssertionError(what, escaped);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
        Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpu);
        slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
        largestBytes = Math.max(largestBytes, bytes);
        assertThat(bytes).as("bytes allocated by %s", what).isPositive().isLessThan(ALLOCATED_BYTES_MAX);
        return proofs;
    }

    private static Proof withoutPromise(Proof proof, Proof other) {
        assertThat(other.logEntry().integratedTime()).isEmpty();
        return new Proof(
                proof.signer(),
                proof.trustRoot(),
                new LogEntry(other.logEntry().index(), proof.logEntry().logId(), Optional.empty()),
                other.time(),
                proof.format(),
                proof.signatureDigest(),
                Optional.empty());
    }

    private List<Exhibit> exhibits() throws Exception {
        fake.spoil(new FakeRegistryDefect.Status(404), "/referrers/"); // so that the index is a document of its own
        SigstoreTrustRoots roots =
                SigstoreTrustRoots.of(List.of(TrustRoot.parse("real", Files.readAllBytes(RealSigstore.trustedRoot()))));
        List<Exhibit> exhibits = new ArrayList<>();
        for (GenuineBundle bundle : GenuineBundle.all()) {
            SigstoreTrustRoots own = SigstoreTrustRoots.of(List.of(bundle.root()));
            Function<byte[], List<Signature>> verify =
                    content -> List.of(GenuineBundle.verify(content, bundle.artefact(), own));
            byte[] bytes = bundle.bytes();
            exhibits.add(new Exhibit(
                    bundle.name(),
                    Document.BUNDLE,
                    bytes,
                    verify,
                    verify.apply(bytes).getFirst()));
        }
        List<SignatureChain> real = GenuineChains.ofARealSigstore();
        Stream.concat(GenuineChains.ofChainguard().stream(), real.stream())
                .flatMap(chain -> Exhibit.of(chain + ", held", chain, other -> findHeld(other, roots)).stream())
                .filter(exhibit -> exhibit.document() != Document.REFERRERS_INDEX) // which that one does not check
                .forEach(exhibits::add);
        real.stream()
                .flatMap(chain -> Exhibit.of(chain + ", served", chain, other -> findServed(other, roots)).stream())
                .filter(exhibit -> exhibit.document() != Document.PAYLOAD && exhibit.document() != Document.BUNDLE)
                .forEach(exhibits::add);
        return exhibits;
    }

    private static List<Signature> findHeld(SignatureChain chain, SigstoreTrustRoots roots) {
        HeldRegistry registry = new HeldRegistry();
        chain.push(registry.asStore());
        return find(registry, "registry.example", chain, roots);
    }

    private List<Signature> findServed(SignatureChain chain, SigstoreTrustRoots roots) {
        chain.push(ImageStore.of(fake));
        fake.forgetRequests();
        return find(served, fake.host(), chain, roots);
    }

    private static List<Signature> find(
            Registry registry, String host, SignatureChain chain, SigstoreTrustRoots roots) {
        return new SigstoreSignatures(registry, roots, Runnable::run)
                .find(
                        new PinnedImage(new Repository(host, chain.path()), chain.image()),
                        List.of(AllowedSigners.of(
                                AllowedSigner.publicGood(new Signer("https://issuer.example", "nobody")))),
                        new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT));
    }
}
