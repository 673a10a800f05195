package io.github.provenancegate.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The entry point for the public conformance suite in front of the packaged launcher, called as the suite calls it.
class ConformanceClientIT {
    private static final Duration RUN_MAX = Duration.ofMinutes(1);
    private static final Path VECTORS =
            Project.folder().resolve(System.getenv().getOrDefault("VECTORS", "../shared/vectors"));
    private static final String IDENTITY =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
                    + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    @Test
    void aGoodBundleIsVerified() {
        Outcome verified = verify("", "happy-path-v0.3-new-mediaType");

        assertThat(verified.exitCode()).as("%s", verified).isZero();
    }

    @Test
    void aBadBundleIsRefused() {
        Outcome refused = verify("", "signature-mismatch_fail");

        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
        assertThat(refused.stderr()).startsWith("provgate: LOG_ENTRY_MISMATCH: ");
    }

    @Test
    void stagingStandsForTheRootThatTheEnvironmentNames() {
        String another = vector("real-sigstore/trusted_root.json");
        Outcome asked = verify(another, "happy-path-v0.3-new-mediaType", "--staging");

        assertThat(asked.exitCode()).as("%s", asked).isEqualTo(1);
        assertThat(asked.stderr()).startsWith("provgate: LOG_UNKNOWN: ");
    }

    @Test
    void aCasesOwnRootGoesBeforeThatOfStaging() {
        String another = vector("real-sigstore/trusted_root.json");
        Outcome verified = verify(
                another,
                "rekor2-happy-path",
                "--staging",
                "--trusted-root",
                vector("conformance/rekor2-happy-path/trusted_root.json"));

        assertThat(verified.exitCode()).as("%s", verified).isZero();
    }

    @Test
    void stagingWithoutARootIsRefused() {
        Outcome refused = verify("", "happy-path-v0.3-new-mediaType", "--staging");

        assertThat(refused.exitCode()).as("%s", refused).isNotZero();
        assertThat(refused.stderr()).contains("STAGING_TRUSTED_ROOT");
    }

    @Test
    void signingIsRefusedAsUnsupported() {
        Outcome refused = call("", "sign-bundle", "--identity-token", "token", "--bundle", "b.json", "a.txt");

        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
        assertThat(refused.stderr())
                .isEqualTo("provgate-conformance: sign-bundle is not supported: provgate verifies bundles and signs"
                        + " none\n");
    }

    @Test
    void aKeyIsRefusedAsUnsupported() {
        String folder = "conformance/managed-key-happy-path";
        Outcome refused = call(
                "",
                "verify-bundle",
                "--bundle",
                vector(folder + "/bundle.sigstore.json"),
                "--key",
                vector(folder + "/key.pub"),
                vector("conformance/a.txt"));

        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
        assertThat(refused.stderr()).startsWith("provgate: --key is not supported: ");
    }

    /// @param more stands where the suite puts it, before the bundle
    private static Outcome verify(String stagingTrustedRoot, String name, String... more) {
        String bundle = vector("conformance/" + name + "/bundle.sigstore.json");
        var arguments = Stream.of(
                        Stream.of("verify-bundle"),
                        Stream.of(more),
                        Stream.of(
                                "--bundle",
                                bundle,
                                "--certificate-identity",
                                IDENTITY,
                                "--certificate-oidc-issuer",
                                ISSUER,
                                vector("conformance/a.txt")))
                .flatMap(part -> part)
                .toArray(String[]::new);
        return call(stagingTrustedRoot, arguments);
    }

    private static Outcome call(String stagingTrustedRoot, String... arguments) {
        String launcher = Optional.ofNullable(System.getProperty("provgate.launcher"))
                .orElseGet(() -> Project.folder().resolve("target/provgate").toString());
        String client = Project.folder()
                .resolve("src/test/conformance/provgate-conformance")
                .toString();
        return Command.of(Stream.concat(Stream.of(client), Stream.of(arguments)).toList())
                .with(Map.of("PROVGATE", launcher, "STAGING_TRUSTED_ROOT", stagingTrustedRoot))
                .run(RUN_MAX);
    }

    private static String vector(String name) {
        assumeTrue(Files.isDirectory(VECTORS), "the folder of vectors " + VECTORS + " is absent");
        return VECTORS.resolve(name).normalize().toString();
    }
}
