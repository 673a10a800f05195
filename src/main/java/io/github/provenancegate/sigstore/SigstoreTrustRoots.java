package io.github.provenancegate.sigstore;

import io.github.provenancegate.verdict.AllowedSigner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The trust roots by name, side by side. Each signature is measured against one of them at a time.
public final class SigstoreTrustRoots {
    /// The public Sigstore instance's trusted root, as its TUF repository published it when this program was built.
    private static final String BUNDLED = "public-good-trusted-root.json";

    private final Map<String, TrustRoot> roots;

    private SigstoreTrustRoots(Map<String, TrustRoot> roots) {
        this.roots = roots;
    }

    /// The given roots, and the bundled root of the public instance unless one of that name replaces it.
    public static SigstoreTrustRoots of(List<TrustRoot> configured) {
        Map<String, TrustRoot> roots = new LinkedHashMap<>();
        for (TrustRoot root : configured) {
            if (roots.putIfAbsent(root.name(), root) != null) {
                throw new IllegalArgumentException("two trust roots are called " + root.name());
            }
        }
        roots.computeIfAbsent(AllowedSigner.PUBLIC_GOOD, _ -> bundled());
        return new SigstoreTrustRoots(roots);
    }

    /// The bundled root alone.
    public static SigstoreTrustRoots bundledAlone() {
        return of(List.of());
    }

    /// The roots of this moment, in the order of the settings.
    List<TrustRoot> current() {
        return List.copyOf(roots.values());
    }

    private static TrustRoot bundled() {
        try (InputStream resource = SigstoreTrustRoots.class.getResourceAsStream(BUNDLED)) {
            if (resource == null) {
                throw new IllegalStateException("the bundled trust root is missing from this program");
            }
            return TrustRoot.parse(AllowedSigner.PUBLIC_GOOD, resource.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException("the bundled trust root " + malformed.getMessage(), malformed);
        }
    }
}
