package io.github.provenancegate.app;

import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.kubernetes.PolicyRefusedException;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.registry.DockerCredentials;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.sigstore.MalformedTrustRootException;
import io.github.provenancegate.sigstore.SigstoreBundleVerifier;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verify.BundleVerifier;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.verify.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// The object graph, built by hand from the settings: whoever reads this class knows who talks to whom.
///
/// @param verifier the one use case
/// @param policies those in force from the start
record Assembly(ProvenanceVerifier verifier, PolicySet policies) {
    /// The public instance's root has 7 kB; a private one is no larger by much.
    private static final int TRUST_ROOT_BYTES_MAX = 1 << 20;

    /// Builds everything; nothing is contacted yet.
    ///
    /// @param policies file or folder of policies
    /// @throws RefusedException when a file that the settings name cannot be used
    static Assembly of(Settings settings, Surroundings surroundings, Path policies) {
        Executor threads = Executors.newVirtualThreadPerTaskExecutor();
        Registry registry = new OciRegistry(
                transport(settings),
                credentials(settings, surroundings),
                settings.registries(),
                threads,
                System::nanoTime);
        SigstoreSignatures signatures = new SigstoreSignatures(registry, trustRoots(settings), threads);
        return new Assembly(
                new ProvenanceVerifier(registry, signatures, threads),
                new PolicySet(read(policies, settings), settings.unmatched()));
    }

    /// What verifies bundles: no registry, no policy, one trust root.
    ///
    /// @throws RefusedException when the file cannot be used
    static BundleVerifier bundleVerifier(Optional<Path> trustedRoot) {
        return new SigstoreBundleVerifier(SigstoreTrustRoots.of(trustedRoot
                .map(file -> List.of(trustRoot(AllowedSigner.PUBLIC_GOOD, file)))
                .orElse(List.of())));
    }

    private static Transport transport(Settings settings) {
        try {
            return new Transport(settings.transport(), new Random());
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(Setting.CA_FILE.option() + ": " + refused.getMessage());
        }
    }

    private static Credentials credentials(Settings settings, Surroundings surroundings) {
        try {
            return settings.dockerConfig()
                    .map(folder -> DockerCredentials.of(folder, System::nanoTime))
                    .orElseGet(() -> DockerCredentials.ofUser(
                            surroundings.environment(), surroundings.home(), System::nanoTime));
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(Setting.DOCKER_CONFIG.option() + ": " + refused.getMessage());
        }
    }

    private static SigstoreTrustRoots trustRoots(Settings settings) {
        List<TrustRoot> roots = new ArrayList<>();
        for (Map.Entry<String, Path> root : settings.trustRoots().entrySet()) {
            roots.add(trustRoot(root.getKey(), root.getValue()));
        }
        return SigstoreTrustRoots.of(roots);
    }

    private static TrustRoot trustRoot(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] json = in.readNBytes(TRUST_ROOT_BYTES_MAX + 1);
            if (json.length > TRUST_ROOT_BYTES_MAX) {
                throw new RefusedException(file + ": is longer than " + TRUST_ROOT_BYTES_MAX + " bytes: no trust root");
            }
            return TrustRoot.parse(name, json);
        } catch (MalformedTrustRootException malformed) {
            throw new RefusedException(file + ": the trust root " + malformed.getMessage());
        } catch (IOException unreadable) {
            throw new RefusedException(file + ": cannot be read ("
                    + unreadable.getClass().getSimpleName() + "); check that it exists and may be read");
        }
    }

    private static List<ProvenancePolicy> read(Path policies, Settings settings) {
        Set<String> trustRoots = new HashSet<>(settings.trustRoots().keySet());
        trustRoots.add(AllowedSigner.PUBLIC_GOOD);
        try {
            return new PolicyDocuments(trustRoots).read(policies);
        } catch (PolicyRefusedException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }
}
