package io.github.provenancegate.cli;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.MalformedReferenceException;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Remedy;
import io.github.provenancegate.verify.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `provgate verify-bundle`: the client protocol of the public sigstore-conformance suite, with its arguments
/// and exit codes (sigstore-conformance, `docs/cli_protocol.md`, "Verify").
@Command(
        name = "verify-bundle",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Verify a Sigstore bundle over a file or a digest.",
        footer = {
            "",
            "Exit codes: 0 verified, 1 refused, 2 usage.",
            "",
            "Example:",
            "  provgate verify-bundle --bundle a.sigstore.json --certificate-identity you@example.com"
                    + " --certificate-oidc-issuer https://accounts.example.com a.txt"
        })
final class VerifyBundleCommand implements Callable<Integer> {
    /// A bundle has some ten kilobytes; one that carries an SBOM has more, none a megabyte.
    private static final int BUNDLE_BYTES_MAX = 1 << 20;

    private static final String DIGEST_PREFIX = "sha256:";

    private final Application application;
    private final StandardStreams streams;

    @Option(names = "--bundle", required = true, paramLabel = "F", description = "The bundle (JSON).")
    private Path bundle;

    @Option(
            names = "--certificate-identity",
            paramLabel = "ID",
            description = "Who must have signed: the certificate's whole subject.")
    private @Nullable String identity;

    @Option(
            names = "--certificate-oidc-issuer",
            paramLabel = "URL",
            description = "Who must have vouched for the signer: the certificate's whole issuer.")
    private @Nullable String issuer;

    @Option(
            names = "--trusted-root",
            paramLabel = "F",
            description = "Trusted root (JSON) instead of the public instance's.")
    private @Nullable Path trustedRoot;

    @Option(
            names = "--staging",
            description = "The bundle is of Sigstore's staging instance; its root must be given by --trusted-root.")
    private boolean staging;

    @Option(names = "--key", paramLabel = "F", hidden = true)
    private @Nullable String key;

    @Parameters(paramLabel = "FILE_OR_DIGEST", arity = "1", description = "What was signed, or its sha256:… digest.")
    private String artefact = "";

    VerifyBundleCommand(Application application, StandardStreams streams) {
        this.application = application;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (key != null) {
            throw new RefusedException(
                    "--key is not supported: a bare key says nothing about who holds it; sign keyless"
                            + " and name --certificate-identity and --certificate-oidc-issuer");
        }
        if (identity == null || issuer == null || identity.isEmpty() || issuer.isEmpty()) {
            throw new RefusedException(
                    "--certificate-identity and --certificate-oidc-issuer are both needed: nothing is"
                            + " ever verified against \"any identity\"");
        }
        if (staging && trustedRoot == null) {
            throw new RefusedException("the staging instance's trusted root is not part of this program: name it with"
                    + " --trusted-root F");
        }
        Signer wanted = new Signer(issuer, identity);
        Signature found =
                application.bundleVerifier(Optional.ofNullable(trustedRoot)).verify(readBundle(), artefactDigest());
        return switch (found) {
            case Signature.Proven(var proof)
            when proof.signer().equals(wanted) -> {
                streams.print("verified: signed by " + Explanation.identity(proof.signer()) + ", log index "
                        + proof.logEntry().index() + ", " + proof.time() + "\n");
                yield ExitCode.ALL_PROVEN;
            }
            case Signature.Proven(var proof) -> refused(ReasonCode.WRONG_SIGNER, wrong(proof.signer(), wanted));
            case Signature.Unlogged(Signer signer, var _, ReasonCode code) ->
                refused(code, "signed by " + Explanation.identity(signer));
            case Signature.Refuted(var _, ReasonCode code, String detail) -> refused(code, detail);
            case Signature.Unknown(ReasonCode code, String detail) -> refused(code, detail);
        };
    }

    private static String wrong(Signer found, Signer wanted) {
        return "signed by " + Explanation.identity(found) + ", expected " + Explanation.identity(wanted);
    }

    private int refused(ReasonCode code, String detail) {
        streams.err().println("provgate: " + code + ": " + detail + "; " + Remedy.of(code));
        return ExitCode.NOT_PROVEN;
    }

    private Document readBundle() {
        try (InputStream in = Files.newInputStream(bundle)) {
            byte[] json = in.readNBytes(BUNDLE_BYTES_MAX + 1);
            if (json.length > BUNDLE_BYTES_MAX) {
                throw new RefusedException(bundle + ": is longer than " + BUNDLE_BYTES_MAX + " bytes: no bundle");
            }
            return new Document(Digest.of(sha256().digest(json)), "", json);
        } catch (IOException unreadable) {
            throw unreadable(bundle, unreadable);
        }
    }

    private Digest artefactDigest() {
        if (artefact.startsWith(DIGEST_PREFIX)) {
            try {
                return Digest.parse(artefact);
            } catch (MalformedReferenceException malformed) {
                throw new RefusedException(String.valueOf(malformed.getMessage()));
            }
        }
        Path file = Path.of(artefact);
        MessageDigest hash = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
            return Digest.of(hash.digest());
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static RefusedException unreadable(Path file, IOException why) {
        return new RefusedException(file + ": cannot be read (" + why.getClass().getSimpleName()
                + "); check that it exists and may be read");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
