package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.fake.TufSite;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.TrustRoots.Change;
import io.github.provenancegate.verify.TrustRoots.Kind;
import io.github.provenancegate.verify.TrustRoots.Part;
import io.github.provenancegate.verify.TrustRoots.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where trust roots come from, and that the last good one stays whatever happens there.
class SigstoreTrustRootsTest {
    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final byte[] first = trustedRoot(1);
    private final byte[] second = trustedRoot(2);

    @Test
    void withoutSettingsTheBundledRootIsInForce() throws Exception {
        SigstoreTrustRoots roots = open(Map.of());
        assertThat(roots.roots()).singleElement().satisfies(root -> {
            assertThat(root.name()).isEqualTo("public-good");
            assertThat(root.origin()).isEqualTo("bundled with this program");
            assertThat(root.trouble()).isEmpty();
            assertThat(root.parts())
                    .extracting(Part::kind)
                    .contains(
                            Kind.CERTIFICATE_AUTHORITY,
                            Kind.CERTIFICATE_LOG,
                            Kind.TRANSPARENCY_LOG,
                            Kind.TIMESTAMP_AUTHORITY);
            // the younger Fulcio's root certificate
            assertThat(root.until()).contains(Instant.parse("2031-10-05T13:56:58Z"));
        });
        assertThat(roots.refresh()).isEmpty();
    }

    @Test
    void aFileIsReadAgainWhenItsContentHasChanged() throws Exception {
        Path file = write("root.json", first);
        SigstoreTrustRoots roots = open(Map.of("private", new TrustRootSource.File(file)));
        String before = roots.version();
        assertThat(roots.refresh()).isEmpty();
        assertThat(named(roots, "private").origin()).isEqualTo("file " + file);
        assertThat(roots.version()).isEqualTo(before);
        write("root.json", second);
        assertThat(roots.refresh()).containsExactly(new Change.Renewed("private", digest(second)));
        assertThat(roots.version()).isNotEqualTo(before);
        assertThat(named(roots, "private").document()).contains(digest(second));
    }

    @Test
    void aDefectWhileOneRootIsRenewedIsToldAndNoExceptionForTheOthers() throws Exception {
        KeptRoot root = new KeptRoot(
                "private",
                "file x",
                () -> {
                    throw new IllegalStateException("broken");
                },
                Duration.ZERO,
                clock);
        root.startWith(TrustRoot.parse("private", first), START);
        assertThat(root.refresh())
                .contains(new Change.Kept("private", "file x: an internal error (IllegalStateException)"));
        assertThat(root.describe().document()).contains(digest(first));
    }

    @Test
    void aFolderHoldsTheRootUnderItsUsualName() throws Exception {
        write("trusted_root.json", first);
        SigstoreTrustRoots roots = open(Map.of("private", new TrustRootSource.File(folder)));
        assertThat(named(roots, "private").document()).contains(digest(first));
    }

    @Test
    void theLastGoodRootStaysWhenTheFileIsSpoiledAndThatIsSaidOnce() throws Exception {
        Path file = write("root.json", first);
        SigstoreTrustRoots roots = open(Map.of("private", new TrustRootSource.File(file)));
        String before = roots.version();
        write("root.json", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(roots.refresh()).singleElement().isInstanceOf(Change.Kept.class);
        assertThat(roots.refresh()).isEmpty();
        assertThat(named(roots, "private").document()).contains(digest(first));
        assertThat(named(roots, "private").trouble()).isPresent();
        assertThat(roots.version()).isEqualTo(before);
        Files.delete(file);
        assertThat(roots.refresh()).singleElement().isInstanceOf(Change.Kept.class);
        write("root.json", first);
        assertThat(roots.refresh()).isEmpty();
        assertThat(named(roots, "private").trouble()).isEmpty();
    }

    @Test
    void aFileThatIsNoTrustRootAtTheStartIsRefused() throws Exception {
        Path file = write("root.json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(TrustRootRefusedException.class)
                .isThrownBy(() -> open(Map.of("private", new TrustRootSource.File(file))))
                .withMessageStartingWith(file + ": the trust root ");
        Path none = folder.resolve("none");
        assertThatExceptionOfType(TrustRootRefusedException.class)
                .isThrownBy(() -> open(Map.of("private", new TrustRootSource.File(none))))
                .withMessage(none + ": it cannot be read (NoSuchFileException); check that it exists and may be read");
    }

    @Test
    void aRepositoryIsAskedInItsPeriodAndWhatItPublishesIsTaken() throws Exception {
        try (TufSite site = new TufSite(START.plus(Duration.ofDays(30)))) {
            site.publish(first);
            SigstoreTrustRoots roots = open(Map.of("private", tuf(site, Optional.empty())));
            assertThat(roots.refresh()).containsExactly(new Change.Renewed("private", digest(first)));
            assertThat(named(roots, "private").origin()).isEqualTo("TUF repository " + site.mirror());
            site.publish(second);
            assertThat(roots.refresh()).isEmpty();
            now.set(START.plus(DAY));
            assertThat(roots.refresh()).containsExactly(new Change.Renewed("private", digest(second)));
        }
    }

    @Test
    void whatDoesNotVerifyOrCannotBeReachedChangesNothing() throws Exception {
        SigstoreTrustRoots roots;
        try (TufSite site = new TufSite(START.plus(Duration.ofDays(30)))) {
            site.publish(first);
            roots = open(Map.of("private", tuf(site, Optional.empty())));
            roots.refresh();
            site.publish(second);
            site.spoilTargets();
            now.set(START.plus(DAY));
            assertThat(roots.refresh()).singleElement().isInstanceOf(Change.Kept.class);
            assertThat(named(roots, "private").document()).contains(digest(first));
        }
        now.set(START.plus(DAY).plus(KeptRoot.RETRY_AFTER));
        assertThat(roots.refresh()).singleElement().isInstanceOf(Change.Kept.class);
        assertThat(named(roots, "private").document()).contains(digest(first));
    }

    @Test
    void aRepositoryWhoseRolesHaveExpiredIsNotBelieved() throws Exception {
        try (TufSite site = new TufSite(START.minus(DAY))) {
            site.publish(first);
            SigstoreTrustRoots roots = open(Map.of("private", tuf(site, Optional.empty())));
            assertThat(roots.refresh()).singleElement().isInstanceOf(Change.Kept.class);
            assertThat(named(roots, "private").document()).isEmpty();
        }
    }

    @Test
    void whatAnEarlierRunFetchedIsInForceAtTheStart() throws Exception {
        Path kept = folder.resolve("kept");
        try (TufSite site = new TufSite(START.plus(Duration.ofDays(30)))) {
            site.publish(first);
            TrustRootSource source = tuf(site, Optional.of(kept));
            open(Map.of("private", source)).refresh();
            SigstoreTrustRoots later = open(Map.of("private", source));
            assertThat(named(later, "private").document()).contains(digest(first));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", ""})
    void aSpoiledCopyOfAnEarlierRunIsFetchedAnew(String spoilt) throws Exception {
        Path kept = folder.resolve("kept");
        try (TufSite site = new TufSite(START.plus(Duration.ofDays(30)))) {
            site.publish(first);
            TrustRootSource source = tuf(site, Optional.of(kept));
            open(Map.of("private", source)).refresh();
            try (Stream<Path> files = Files.walk(kept)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.writeString(file, spoilt);
                }
            }
            SigstoreTrustRoots later = open(Map.of("private", source));
            assertThat(named(later, "private").document()).isEmpty();
            assertThat(named(later, "private").trouble().orElseThrow()).contains("an earlier run kept is of no use");
            assertThat(later.refresh()).containsExactly(new Change.Renewed("private", digest(first)));
            assertThat(named(later, "private").trouble()).isEmpty();
            assertThat(named(open(Map.of("private", source)), "private").document())
                    .contains(digest(first));
        }
    }

    @Test
    void thePublicRepositoryStartsFromTheBundledRoot() throws Exception {
        SigstoreTrustRoots roots = open(Map.of(
                "public-good",
                new TrustRootSource.Tuf(TrustRootSource.Tuf.PUBLIC_GOOD, Optional.empty(), Optional.empty(), DAY)));
        assertThat(roots.version()).isEqualTo(SigstoreTrustRoots.bundledAlone().version());
    }

    @Test
    void aRootThatCouldNotBeReadYetIsUnknownAndNotAbsence() throws Exception {
        try (TufSite site = new TufSite(START)) {
            SigstoreTrustRoots roots = open(Map.of("private", tuf(site, Optional.empty())));
            List<Signature> found = new SigstoreSignatures(new HeldRegistry(), roots, Thread::startVirtualThread)
                    .find(
                            new PinnedImage(Repository.parse("registry.example/app"), digest(first)),
                            List.of(AllowedSigners.of(new AllowedSigner(new Signer("i", "s"), "private"))),
                            new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT));
            assertThat(found)
                    .containsExactly(new Signature.Unknown(
                            ReasonCode.TRUST_ROOT_UNUSABLE, "the trust root private could not be read yet"));
        }
    }

    private TrustRootSource tuf(TufSite site, Optional<Path> kept) throws IOException, GeneralSecurityException {
        return new TrustRootSource.Tuf(site.mirror(), Optional.of(write("root.json", site.root())), kept, DAY);
    }

    private SigstoreTrustRoots open(Map<String, TrustRootSource> sources) throws TrustRootRefusedException {
        return SigstoreTrustRoots.open(sources, () -> PlainHttp.transport("127.0.0.1"), clock);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static Root named(SigstoreTrustRoots roots, String name) {
        return roots.roots().stream()
                .filter(root -> root.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static Digest digest(byte[] document) {
        return Digest.of(Verification.sha256(document));
    }

    private static byte[] trustedRoot(long seed) {
        return VirtualSigstore.seeded(InstantSource.fixed(START), seed)
                .trustedRootJson()
                .getBytes(StandardCharsets.UTF_8);
    }
}
