package io.github.provenancegate.sigstore;

import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verify.TrustRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The trust roots by name, side by side. Each signature is measured against one of them at a time.
public final class SigstoreTrustRoots implements TrustRoots {
    /// The public instance's root has 7 KiB; a private one is no larger by much.
    static final int DOCUMENT_BYTES_MAX = 1024 * 1024;

    /// The public Sigstore instance's trusted root, as its TUF repository published it when this program was
    /// built.
    private static final String BUNDLED = "public-good-trusted-root.json";

    private final List<KeptRoot> kept;

    private SigstoreTrustRoots(List<KeptRoot> kept) {
        this.kept = List.copyOf(kept);
    }

    /// The bundled root alone.
    public static SigstoreTrustRoots bundledAlone() {
        return of(List.of());
    }

    /// These roots as they are, and the bundled root of the public instance unless one of that name replaces
    /// it.
    public static SigstoreTrustRoots of(List<TrustRoot> roots) {
        Map<String, KeptRoot> kept = new LinkedHashMap<>();
        for (TrustRoot root : roots) {
            if (kept.putIfAbsent(root.name(), KeptRoot.fixed(root, "given", Instant.EPOCH)) != null) {
                throw new IllegalArgumentException("two trust roots are called " + root.name());
            }
        }
        kept.computeIfAbsent(AllowedSigner.PUBLIC_GOOD, SigstoreTrustRoots::bundled);
        return new SigstoreTrustRoots(List.copyOf(kept.values()));
    }

    /// Loads the cryptography of verifications, unless it is there: most of what opening roots takes, which can be
    /// another core's.
    public static void prepare() {
        Objects.requireNonNull(Verification.PROVIDER);
    }

    /// Opens the sources, and the bundled root of the public instance unless a source of that name replaces it.
    /// Files are read now, TUF repositories are not contacted before the first [#refresh()].
    ///
    /// @param sources by the names that policies use
    /// @param transport the way to TUF repositories; not asked for where there is none
    /// @throws TrustRootRefusedException when a file cannot be read or holds no trust root
    public static SigstoreTrustRoots open(
            Map<String, TrustRootSource> sources, Supplier<Transport> transport, InstantSource clock)
            throws TrustRootRefusedException {
        Map<String, TrustRootSource> all = new LinkedHashMap<>(sources);
        all.putIfAbsent(AllowedSigner.PUBLIC_GOOD, new TrustRootSource.Bundled());
        List<KeptRoot> kept = new ArrayList<>();
        for (Map.Entry<String, TrustRootSource> source : all.entrySet()) {
            kept.add(
                    switch (source.getValue()) {
                        case TrustRootSource.Bundled _ -> bundled(source.getKey());
                        case TrustRootSource.File file -> ofFile(source.getKey(), file, clock);
                        case TrustRootSource.Tuf tuf -> ofRepository(source.getKey(), tuf, transport.get(), clock);
                    });
        }
        return new SigstoreTrustRoots(kept);
    }

    private static KeptRoot bundled(String name) {
        return KeptRoot.fixed(
                bundledRoot(name), new TrustRootSource.Bundled().toString(), TrustRootSource.Bundled.SINCE);
    }

    private static KeptRoot ofFile(String name, TrustRootSource.File file, InstantSource clock)
            throws TrustRootRefusedException {
        RootReading reading = () -> document(file.document());
        KeptRoot root = new KeptRoot(name, file.toString(), reading, Duration.ZERO, clock);
        try {
            root.startWith(TrustRoot.parse(name, reading.read()), written(file.document()));
        } catch (MalformedTrustRootException malformed) {
            throw new TrustRootRefusedException(file.path() + ": the trust root " + malformed.getMessage(), malformed);
        } catch (IOException unreadable) {
            throw new TrustRootRefusedException(
                    file.path() + ": " + unreadable.getMessage() + "; check that it exists and may be read",
                    unreadable);
        }
        return root;
    }

    private static KeptRoot ofRepository(
            String name, TrustRootSource.Tuf source, Transport transport, InstantSource clock) {
        TufRepository repository = new TufRepository(source, transport, clock);
        KeptRoot root = new KeptRoot(name, source.toString(), repository::trustedRoot, source.period(), clock);
        if (name.equals(AllowedSigner.PUBLIC_GOOD)) {
            root.startWith(bundledRoot(name), TrustRootSource.Bundled.SINCE);
        }
        Optional<Path> earlier = source.keptDocument().filter(Files::isRegularFile);
        if (earlier.isPresent()) {
            try {
                root.startWith(TrustRoot.parse(name, document(earlier.get())), written(earlier.get()));
            } catch (MalformedTrustRootException | IOException spoiled) {
                // no reason to refuse to start: the repository has a good one
                root.startInTrouble("the copy " + earlier.get() + " that an earlier run kept is of no use");
            }
        }
        return root;
    }

    @Override
    public String version() {
        return kept.stream().map(KeptRoot::version).collect(Collectors.joining(","));
    }

    @Override
    public List<Root> roots() {
        return kept.stream().map(KeptRoot::describe).toList();
    }

    @Override
    public synchronized List<Change> refresh() {
        return kept.stream().map(KeptRoot::refresh).flatMap(Optional::stream).toList();
    }

    /// The roots in force, in the order of the settings.
    List<TrustRoot> current() {
        return kept.stream().map(KeptRoot::root).flatMap(Optional::stream).toList();
    }

    /// The names of roots of which no document could be read yet.
    List<String> missing() {
        return kept.stream()
                .filter(root -> root.root().isEmpty())
                .map(KeptRoot::name)
                .toList();
    }

    private static byte[] document(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] json = in.readNBytes(DOCUMENT_BYTES_MAX + 1);
            if (json.length > DOCUMENT_BYTES_MAX) {
                throw new IOException("it is longer than " + DOCUMENT_BYTES_MAX + " bytes");
            }
            return json;
        } catch (FileSystemException unreadable) {
            throw new IOException("it cannot be read (" + unreadable.getClass().getSimpleName() + ")", unreadable);
        }
    }

    private static Instant written(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static TrustRoot bundledRoot(String name) {
        try (InputStream resource = SigstoreTrustRoots.class.getResourceAsStream(BUNDLED)) {
            if (resource == null) {
                throw new IllegalStateException("the bundled trust root is missing from this program");
            }
            return TrustRoot.parse(name, resource.readAllBytes());
        } catch (IOException | MalformedTrustRootException broken) {
            throw new IllegalStateException("the bundled trust root is broken", broken);
        }
    }
}
