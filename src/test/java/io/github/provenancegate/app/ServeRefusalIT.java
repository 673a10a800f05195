package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.cli.ExitCode;
import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged webhook does not start on what it cannot work with, and says what that is.
class ServeRefusalIT {
    private static final String POLICY = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: acme}
            spec:
              images: ["registry.example/**"]
              signers: [{issuer: "https://issuer.example", subject: "https://ci.example/build"}]
              baseDigest: optional
            """;

    @TempDir
    private Path folder;

    private List<String> good = List.of();

    @BeforeEach
    void writeFiles() throws IOException {
        TestCertificates certificates = TestCertificates.createIn(folder);
        good = List.of(
                "serve",
                "--https-port",
                "0",
                "--management-port",
                "0",
                "--tls-certificate",
                certificates.certificate().toString(),
                "--tls-key",
                certificates.key().toString(),
                "--policy",
                Files.writeString(folder.resolve("policy.yaml"), POLICY).toString());
    }

    @Test
    void anEmptySignerList() throws IOException {
        refuseEdited(
                "signers: [{issuer: \"https://issuer.example\", subject: \"https://ci.example/build\"}]",
                "signers: []",
                6);
    }

    @Test
    void anUnknownField() throws IOException {
        refuseEdited("baseDigest:", "baseDigset:", 7);
    }

    @Test
    void aPatternWithoutAHost() throws IOException {
        refuseEdited("registry.example/**", "**", 5);
    }

    @Test
    void aKeyThatIsWrittenTwice() throws IOException {
        refuseEdited("  baseDigest: optional", "  mode: warn\n  mode: audit", 8);
    }

    @Test
    void aTrustRootThatIsNone() throws IOException {
        Path root = Files.writeString(folder.resolve("root.json"), "{}");

        assertRefused(run("--trust-root", "private=" + root), root + ": the trust root ");
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            List<String> arguments = new ArrayList<>(good);
            arguments.set(2, String.valueOf(taken.getLocalPort()));

            Outcome outcome = ProvgateProcess.run(arguments.toArray(String[]::new));

            assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.stderr()).contains("provgate: cannot start: ");
        }
    }

    private void refuseEdited(String text, String instead, int line) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY.replace(text, instead));

        assertRefused(run(), policy + ":" + line + ":");
    }

    private Outcome run(String... more) {
        List<String> arguments = new ArrayList<>(good);
        arguments.addAll(List.of(more));
        return ProvgateProcess.run(arguments.toArray(String[]::new));
    }

    private static void assertRefused(Outcome outcome, String message) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr()).startsWith("provgate: " + message);
    }
}
