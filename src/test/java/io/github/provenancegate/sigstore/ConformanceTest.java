package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cases of the public conformance suite for Sigstore clients: a folder whose name ends in `_fail` must be refused.
class ConformanceTest {
    private static final SigstoreTrustRoots PUBLIC_GOOD = SigstoreTrustRoots.bundledAlone();
    private static final String IDENTITY =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    static Stream<String> keyless() throws IOException {
        return names().filter(name -> !name.startsWith("managed-key"));
    }

    static Stream<String> managedKeys() throws IOException {
        return names().filter(name -> name.startsWith("managed-key"));
    }

    private static Stream<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(Vectors.path("conformance"))) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("keyless")
    void aKeylessBundleIsTakenOrRefusedAsTheSuiteSays(String name) throws IOException {
        assertThat(accepted(name)).as(name).isEqualTo(!name.endsWith("_fail"));
    }

    /// Who holds a key says nothing about who signed; the suite's good ones are refused as well.
    @ParameterizedTest
    @MethodSource("managedKeys")
    void aBundleOfAManagedKeyIsRefusedAsUnsupported(String name) throws IOException {
        assertThat(verify(name, PUBLIC_GOOD))
                .isInstanceOfSatisfying(
                        Signature.Refuted.class,
                        refuted -> assertThat(refuted.code()).isEqualTo(ReasonCode.KEY_UNSUPPORTED));
    }

    private static boolean accepted(String name) throws IOException {
        Path root = Vectors.path("conformance/" + name + "/trusted_root.json");
        SigstoreTrustRoots roots;
        try {
            roots = Files.exists(root)
                    ? SigstoreTrustRoots.of(List.of(TrustRoot.parse("public-good", Files.readAllBytes(root))))
                    : PUBLIC_GOOD;
        } catch (MalformedTrustRootException refused) {
            return false;
        }
        Signer expected = new Signer(text(name, "issuer", ISSUER), text(name, "identity", IDENTITY));
        return verify(name, roots) instanceof Signature.Proven proven
                && proven.proof().signer().equals(expected);
    }

    private static Signature verify(String name, SigstoreTrustRoots roots) throws IOException {
        Path own = Vectors.path("conformance/" + name + "/artifact");
        byte[] artefact = Files.readAllBytes(Files.exists(own) ? own : Vectors.path("conformance/a.txt"));
        byte[] bundle = Vectors.read("conformance/" + name + "/bundle.sigstore.json");
        return new SigstoreBundleVerifier(roots)
                .verify(
                        new Document(Digest.of(Verification.sha256(bundle)), "", bundle),
                        Digest.of(Verification.sha256(artefact)));
    }

    private static String text(String name, String file, String otherwise) throws IOException {
        Path path = Vectors.path("conformance/" + name + "/" + file);
        return Files.exists(path) ? Files.readString(path).strip() : otherwise;
    }
}
