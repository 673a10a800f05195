package io.github.provenancegate.cli;

import io.github.provenancegate.kubernetes.ClusterView;
import io.github.provenancegate.verify.BundleVerifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What stands behind the commands: it knows what options mean and builds what they work with.
public interface Application {
    /// Everything that verifying on the command line needs.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    Verification verification(Options options);

    /// What verifies bundles without a registry.
    ///
    /// @param trustedRoot stands for the public instance's root; empty takes the bundled one
    /// @throws RefusedException when the file cannot be used
    BundleVerifier bundleVerifier(Optional<Path> trustedRoot);

    /// Whom this program believes, without contacting anyone.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    TrustRootListing trustRoots(Options options);

    /// What asks Chainguard about an organisation, without contacting anyone yet.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    OrganisationListing organisation(Options options);

    /// Serves admission reviews until the process is asked to end.
    ///
    /// @return the exit code
    /// @throws RefusedException when an option, a variable or a file cannot be used; nothing was started then
    int serve(Options options);

    /// Asks a running webhook whether it answers, and prints what comes of it.
    ///
    /// @param authority PEM file of the authorities to trust for https; empty trusts the usual ones
    /// @return the exit code
    /// @throws RefusedException when a URL or the file cannot be used
    int probe(List<URI> urls, Optional<Path> authority);

    /// Starts the webhook with a certificate and a policy of its own, reviews a few Pods, and ends.
    ///
    /// @return the exit code
    int rehearse();

    /// The form of a document that needs nothing else of the settings.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    Verification.Format format(Options options);

    /// A cluster to look at, without asking it anything yet.
    ///
    /// @param context of the kubeconfig; its current one, or the service account's cluster, where it is empty
    /// @throws RefusedException when there is no such cluster, or an option, a variable or a file cannot be used
    ClusterView cluster(Options options, Optional<String> context);

    /// Every setting as it is in force, and who says so.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    Configuration configuration(Options options);

    /// The words behind `--version`.
    String version();

    /// This program's version alone.
    String release();
}
