package io.github.provenancegate.app;

import io.github.provenancegate.cache.CaffeineMemory;
import io.github.provenancegate.cache.CaffeineRegistry;
import io.github.provenancegate.cache.CaffeineSignatures;
import io.github.provenancegate.cache.Keeper;
import io.github.provenancegate.cache.Ledger;
import io.github.provenancegate.chainguard.ApiTokens;
import io.github.provenancegate.chainguard.Chainctl;
import io.github.provenancegate.chainguard.ChainguardCredentials;
import io.github.provenancegate.chainguard.ChainguardOrganisation;
import io.github.provenancegate.chainguard.StsExchange;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.Setting;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.kubernetes.PolicyRefusedException;
import io.github.provenancegate.policy.PolicySet;
import io.github.provenancegate.registry.BaseClaims;
import io.github.provenancegate.registry.DockerCredentials;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.sigstore.SigstoreBundleVerifier;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRootRefusedException;
import io.github.provenancegate.sigstore.TrustRootSource;
import io.github.provenancegate.transport.EgressProxy;
import io.github.provenancegate.transport.FirstHandshake;
import io.github.provenancegate.transport.Transport;
import io.github.provenancegate.transport.TransportSettings;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verify.BundleVerifier;
import io.github.provenancegate.verify.Credentials;
import io.github.provenancegate.verify.MemoryWatch;
import io.github.provenancegate.verify.Organisation;
import io.github.provenancegate.verify.ProvenanceVerifier;
import io.github.provenancegate.verify.Registry;
import io.github.provenancegate.verify.Signatures;
import io.github.provenancegate.verify.TrustRoots;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/// The object graph, built by hand from the settings: whoever reads this class knows who talks to whom.
///
/// @param verifier the one use case
/// @param trustRoots nothing renews them but whoever calls for it
/// @param memory of the verifier; keeps nothing over a restart but for whoever calls for it
record Assembly(ProvenanceVerifier verifier, TrustRoots trustRoots, MemoryWatch memory) {
    /// The variable of the environment that Chainguard's own tools have for a token.
    private static final String CHAINGUARD_TOKEN = "CHAINGUARD_TOKEN";

    /// Begins what every start has to wait for and another core can do meanwhile: the first thing to call.
    static void prepare(Executor threads) {
        threads.execute(FirstHandshake::prepare);
        threads.execute(SigstoreTrustRoots::prepare);
    }

    /// Builds everything; nothing is contacted yet.
    ///
    /// @param threads run what blocks, many at a time
    /// @throws RefusedException when a file that the settings name cannot be used
    static Assembly of(Settings settings, Surroundings surroundings, Executor threads) {
        Transport transport = transport(settings, surroundings);
        Random random = new Random();
        Registry oci = new OciRegistry(
                transport,
                credentials(settings, surroundings, transport),
                settings.registries(),
                threads,
                System::nanoTime);
        SigstoreTrustRoots trustRoots = open(settings.trustRoots(), () -> transport);
        Function<Registry, Signatures> verifying = from -> new SigstoreSignatures(from, trustRoots, threads);
        Optional<Ledger> ledger = settings.serving().cacheFile().map(_ -> ledger(threads));
        CaffeineRegistry registry = new CaffeineRegistry(
                ledger.map(one -> one.listenTo(oci)).orElse(oci), threads, random, System::nanoTime);
        CaffeineSignatures signatures = new CaffeineSignatures(
                ledger.map(one -> one.listenTo(verifying, registry)).orElseGet(() -> verifying.apply(registry)),
                trustRoots,
                threads,
                random,
                System::nanoTime);
        Optional<Keeper> keeper = settings.serving()
                .cacheFile()
                .flatMap(file -> ledger.map(
                        one -> new Keeper(file, one, verifying, trustRoots, InstantSource.system(), System::nanoTime)));
        return new Assembly(
                new ProvenanceVerifier(registry, signatures, threads),
                trustRoots,
                new CaffeineMemory(registry, signatures, keeper, threads));
    }

    private static Ledger ledger(Executor threads) {
        return new Ledger(
                (documents, image, manifest, inquiry) ->
                        new BaseClaims(documents, threads).read(image, manifest, inquiry),
                InstantSource.system(),
                System::nanoTime);
    }

    /// The trust roots alone.
    ///
    /// @throws RefusedException when a file that the settings name cannot be used
    static TrustRoots trustRoots(Settings settings, Surroundings surroundings) {
        return open(settings.trustRoots(), () -> transport(settings, surroundings));
    }

    /// What asks Chainguard about an organisation.
    ///
    /// @throws RefusedException when a file or a variable cannot be used
    static Organisation organisation(Settings settings, Surroundings surroundings) {
        Transport transport = transport(settings, surroundings);
        return new ChainguardOrganisation(
                transport, settings.chainguard().api(), apiTokens(settings, surroundings, transport));
    }

    /// What somebody gave us for this run, else what the machine is set up for, else who is logged in.
    private static ApiTokens apiTokens(Settings settings, Surroundings surroundings, Transport transport) {
        String audience = ChainguardOrganisation.audience(settings.chainguard().api());
        String given = surroundings.environment().getOrDefault(CHAINGUARD_TOKEN, "");
        if (!given.isEmpty()) {
            try {
                return ApiTokens.Given.of(given, CHAINGUARD_TOKEN);
            } catch (IllegalArgumentException refused) {
                throw new RefusedException(String.valueOf(refused.getMessage()));
            }
        }
        return exchange(settings, transport, audience)
                .<ApiTokens>map(ApiTokens.Exchanged::new)
                .or(() -> Chainctl.onThePath(surroundings.environment().getOrDefault("PATH", ""), audience)
                        .map(ApiTokens.OfChainctl::new))
                .orElseGet(ApiTokens.None::new);
    }

    private static Optional<StsExchange> exchange(Settings settings, Transport transport, String audience) {
        Settings.Chainguard chainguard = settings.chainguard();
        return chainguard
                .identity()
                .map(identity ->
                        new StsExchange(transport, chainguard.issuer(), identity, audience, InstantSource.system()));
    }

    /// What verifies bundles: no registry, no policy, one trust root.
    ///
    /// @throws RefusedException when the file cannot be used
    static BundleVerifier bundleVerifier(Optional<Path> trustedRoot) {
        Map<String, TrustRootSource> sources = trustedRoot
                .<Map<String, TrustRootSource>>map(
                        file -> Map.of(AllowedSigner.PUBLIC_GOOD, new TrustRootSource.File(file)))
                .orElse(Map.of());
        return new SigstoreBundleVerifier(open(sources, () -> {
            throw new IllegalStateException("no trust root is fetched for a bundle");
        }));
    }

    private static SigstoreTrustRoots open(Map<String, TrustRootSource> sources, Supplier<Transport> transport) {
        try {
            return SigstoreTrustRoots.open(sources, transport, InstantSource.system());
        } catch (TrustRootRefusedException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }

    private static Transport transport(Settings settings, Surroundings surroundings) {
        TransportSettings transport = settings.transport().through(proxy(surroundings));
        try {
            Transport opened = new Transport(transport, new Random(), System::nanoTime);
            Runtime.getRuntime().addShutdownHook(new Thread(opened::closeIdle));
            return opened;
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(Setting.CA_FILE.option() + ": " + refused.getMessage());
        }
    }

    private static EgressProxy proxy(Surroundings surroundings) {
        try {
            return EgressProxy.of(surroundings.environment());
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }

    /// Chainguard's registry is opened as the identity that a setting names, every other one by Docker's
    /// credentials.
    private static Credentials credentials(Settings settings, Surroundings surroundings, Transport transport) {
        Credentials docker = dockerCredentials(settings, surroundings);
        String registry = settings.chainguard().registry();
        return exchange(settings, transport, registry)
                .map(exchange -> new ChainguardCredentials(registry, exchange))
                .<Credentials>map(chainguard -> (repository, inquiry) -> chainguard
                        .forRepository(repository, inquiry)
                        .or(() -> docker.forRepository(repository, inquiry)))
                .orElse(docker);
    }

    private static Credentials dockerCredentials(Settings settings, Surroundings surroundings) {
        try {
            return settings.dockerConfig()
                    .map(folder -> DockerCredentials.of(folder, System::nanoTime))
                    .orElseGet(() -> DockerCredentials.ofUser(
                            surroundings.environment(), surroundings.home(), System::nanoTime));
        } catch (IllegalArgumentException refused) {
            throw new RefusedException(Setting.DOCKER_CONFIG.option() + ": " + refused.getMessage());
        }
    }

    /// The policies of a file or folder.
    ///
    /// @throws RefusedException when one cannot be used
    static PolicySet policies(Settings settings, Path fileOrFolder) {
        try {
            return new PolicySet(policyDocuments(settings).read(fileOrFolder), settings.unmatched());
        } catch (PolicyRefusedException refused) {
            throw new RefusedException(String.valueOf(refused.getMessage()));
        }
    }

    /// What reads policies, wherever they come from.
    static PolicyDocuments policyDocuments(Settings settings) {
        Set<String> trustRoots = new HashSet<>(settings.trustRoots().keySet());
        trustRoots.add(AllowedSigner.PUBLIC_GOOD);
        return new PolicyDocuments(trustRoots);
    }
}
