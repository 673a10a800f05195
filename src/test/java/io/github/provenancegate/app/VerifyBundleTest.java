package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The conformance suite's cases through the command line, as the suite itself would ask.
class VerifyBundleTest {
    private static final Path CASES =
            Path.of(System.getenv().getOrDefault("VECTORS", "../shared/vectors"), "conformance");
    private static final String IDENTITY =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
                    + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    static List<String> cases() throws IOException {
        if (!Files.isDirectory(CASES)) {
            return List.of("");
        }
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachCaseEndsAsTheSuiteWantsGivenAsFileAndAsDigest(String name) throws Exception {
        assumeTrue(!name.isEmpty(), "the folder of vectors " + CASES + " is absent");
        Path artefact = Files.exists(file(name, "artifact")) ? file(name, "artifact") : CASES.resolve("a.txt");

        for (String given : List.of(artefact.toString(), "sha256:" + sha256(artefact))) {
            InProcess ended = run(arguments(name, given));
            if (Files.exists(file(name, "key.pub"))) {
                assertThat(ended.exitCode()).isEqualTo(2);
                assertThat(ended.err()).contains("--key is not supported");
            } else if (name.endsWith("_fail")) {
                assertThat(ended.exitCode()).as(ended.out()).isNotZero();
                assertThat(ended.err()).startsWith("provgate: ");
            } else {
                assertThat(ended.exitCode()).as(ended.err()).isZero();
            }
        }
    }

    @Test
    void anIdentityIsNeverLeftOpen() {
        InProcess ended = run("verify-bundle", "--bundle", "b.json", "a.txt");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("--certificate-identity and --certificate-oidc-issuer");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        InProcess ended = run(
                "verify-bundle",
                "--bundle",
                "no-such-bundle.json",
                "--certificate-identity",
                IDENTITY,
                "--certificate-oidc-issuer",
                ISSUER,
                "sha256:" + "a".repeat(64));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("no-such-bundle.json");
    }

    private static InProcess run(String... arguments) {
        return InProcess.run(Path.of("no-such-home"), "", List.of(arguments));
    }

    private static String[] arguments(String name, String artefact) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "verify-bundle", "--bundle", file(name, "bundle.sigstore.json").toString()));
        if (Files.exists(file(name, "key.pub"))) {
            arguments.addAll(List.of("--key", file(name, "key.pub").toString()));
        } else {
            arguments.addAll(List.of("--certificate-identity", text(name, "identity", IDENTITY)));
            arguments.addAll(List.of("--certificate-oidc-issuer", text(name, "issuer", ISSUER)));
        }
        if (Files.exists(file(name, "trusted_root.json"))) {
            arguments.addAll(
                    List.of("--trusted-root", file(name, "trusted_root.json").toString()));
        }
        arguments.add(artefact);
        return arguments.toArray(String[]::new);
    }

    private static Path file(String name, String file) {
        return CASES.resolve(name).resolve(file);
    }

    private static String text(String name, String file, String otherwise) throws IOException {
        return Files.exists(file(name, file))
                ? Files.readString(file(name, file)).strip()
                : otherwise;
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
