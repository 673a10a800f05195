package io.github.provenancegate.app;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.provenancegate.cli.Application;
import io.github.provenancegate.cli.CommandThreads;
import io.github.provenancegate.cli.Configuration;
import io.github.provenancegate.cli.Options;
import io.github.provenancegate.cli.OrganisationListing;
import io.github.provenancegate.cli.RefusedException;
import io.github.provenancegate.cli.TrustRootListing;
import io.github.provenancegate.cli.Verification;
import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.ScannedCluster;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.ClusterView;
import io.github.provenancegate.report.HandCommands;
import io.github.provenancegate.sigstore.TrustRootSource;
import io.github.provenancegate.verify.BundleVerifier;
import io.github.provenancegate.verify.TrustRoots;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What stands behind the commands. Each builds only what it needs, so that `--version` loads nothing.
///
/// @param surroundings of the process
record Provgate(Surroundings surroundings) implements Application {
    private static final Logger LOG = Logger.getLogger(Provgate.class.getName());

    @Override
    public Verification verification(Options options) {
        Executor threads = CommandThreads.named("ask");
        Assembly.prepare(threads);
        Settings settings = settings(options);
        CommandLog.toStandardError(settings.logLevel().orElse(Settings.LogLevel.WARN));
        Assembly assembly = Assembly.of(settings, surroundings, threads);
        // fresh for an auditor; whatever fails, the last good roots are in force
        assembly.trustRoots().refresh().forEach(change -> {
            switch (change) {
                case TrustRoots.Change.Renewed _ -> LOG.log(Level.INFO, change::sentence);
                case TrustRoots.Change.Kept _ -> LOG.log(Level.WARNING, change::sentence);
            }
        });
        return new Verification(
                assembly.verifier(),
                settings.policy().map(file -> Assembly.policies(settings, file)),
                settings.unmatched(),
                settings.format(),
                settings.color(),
                new HandCommands(new HashSet<>(settings.plainHttp()), documents(settings.trustRoots())),
                settings.concurrency(),
                settings.timeout(),
                InstantSource.system(),
                System::nanoTime);
    }

    @Override
    public TrustRootListing trustRoots(Options options) {
        Settings settings = settings(options);
        CommandLog.toStandardError(settings.logLevel().orElse(Settings.LogLevel.WARN));
        return new TrustRootListing(
                Assembly.trustRoots(settings, surroundings), InstantSource.system(), settings.format());
    }

    @Override
    public BundleVerifier bundleVerifier(Optional<Path> trustedRoot) {
        return Assembly.bundleVerifier(trustedRoot);
    }

    @Override
    public OrganisationListing organisation(Options options) {
        Settings settings = settings(options);
        CommandLog.toStandardError(settings.logLevel().orElse(Settings.LogLevel.WARN));
        return new OrganisationListing(
                Assembly.organisation(settings, surroundings),
                settings.chainguard().registry(),
                settings.format(),
                settings.timeout(),
                System::nanoTime);
    }

    @Override
    public int serve(Options options) {
        return Serving.run(settings(options), surroundings);
    }

    @Override
    public int probe(List<URI> urls, Optional<Path> authority) {
        return Probe.run(urls, authority);
    }

    @Override
    public int rehearse() {
        return Rehearsal.run(surroundings);
    }

    @Override
    public Verification.Format format(Options options) {
        return settings(options).format();
    }

    @Override
    public ClusterView cluster(Options options, Optional<String> context) {
        Settings settings = settings(options);
        context.ifPresent(name -> {
            if (!ClusterClient.hasContext(name)) {
                throw new RefusedException("--context: the kubeconfig has no context " + UntrustedText.quote(name));
            }
        });
        if (!ClusterClient.isNamed()) {
            throw new RefusedException("there is no cluster to look at: name one with KUBECONFIG, or run in one");
        }
        try {
            return new ScannedCluster(
                    ClusterClient.ofLists(context), Assembly.policyDocuments(settings), System::nanoTime);
        } catch (KubernetesClientException refused) {
            throw new RefusedException("the cluster of the kubeconfig cannot be used: " + refused.getMessage());
        }
    }

    @Override
    public Configuration configuration(Options options) {
        Given given = Given.of(options, surroundings);
        Settings.of(given); // a value that nothing can work with is told, not shown
        return given.configuration(surroundings);
    }

    @Override
    public String version() {
        return "provgate " + release()
                + Build.commit().map(commit -> " (" + commit + ")").orElse("")
                + "\ntrust root: public-good as of "
                + TrustRootSource.Bundled.SINCE.toString().substring(0, 10)
                + ", bundled (provgate trust-root shows those in force)"
                + "\nformats: cosign's legacy signatures, Sigstore bundles 0.1 to 0.3, Rekor 1 and 2";
    }

    @Override
    public String release() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /// The files that other tools can be given.
    private static Map<String, String> documents(Map<String, TrustRootSource> sources) {
        Map<String, String> documents = new HashMap<>();
        sources.forEach((name, source) -> {
            Optional<Path> document = switch (source) {
                case TrustRootSource.Bundled _ -> Optional.empty();
                case TrustRootSource.File file -> Optional.of(file.document());
                case TrustRootSource.Tuf repository -> repository.keptDocument();
            };
            document.ifPresent(file -> documents.put(name, file.toString()));
        });
        return documents;
    }

    private Settings settings(Options options) {
        return Settings.of(Given.of(options, surroundings));
    }
}
