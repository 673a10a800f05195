package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.SigningRequest;
import io.github.provenancegate.fake.StatementDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Every bundle that the tests have, good or spoiled, with what it should be about and who should have signed
/// it.
final class Bundles {
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String BEACON =
            "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final Identity BUILDER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "4c62b72c3445c4f3");
    private static final Identity RELEASE = Identity.ofGitHubWorkflow(
            "chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main");
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
    private static final Digest ARTEFACT = Digest.of(Verification.sha256(MESSAGE));

    /// Of a bundle without envelope they change nothing, or cannot be built.
    private static final Set<BundleDefect> OF_ENVELOPES = EnumSet.of(
            BundleDefect.PAYLOAD_BYTE_CHANGED,
            BundleDefect.SIGNATURE_BYTE_CHANGED,
            BundleDefect.SIGNATURE_BASE64_NOT_CANONICAL,
            BundleDefect.TWO_SIGNATURES,
            BundleDefect.NO_SIGNATURES,
            BundleDefect.TWO_CONTENTS,
            BundleDefect.NO_CONTENT);

    private Bundles() {}

    /// The cases of the public conformance suite.
    static List<TwiceJudged.Matter> ofTheConformanceSuite() throws IOException {
        TwiceJudged.Trust publicGood = TwiceJudged.Trust.of(Vectors.read("public-good-trusted-root.json"));
        List<TwiceJudged.Matter> matters = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Vectors.path("conformance"))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                Path own = folder.resolve("artifact");
                Path root = folder.resolve("trusted_root.json");
                byte[] artefact = Files.readAllBytes(Files.exists(own) ? own : folder.resolveSibling("a.txt"));
                matters.add(new TwiceJudged.Matter(
                        String.valueOf(folder.getFileName()),
                        Files.readString(folder.resolve("bundle.sigstore.json")),
                        Digest.of(Verification.sha256(artefact)),
                        Optional.empty(),
                        Files.exists(root) ? TwiceJudged.Trust.of(Files.readAllBytes(root)) : publicGood,
                        List.of(new Signer(
                                text(folder.resolve("issuer"), GITHUB), text(folder.resolve("identity"), BEACON)))));
            }
        }
        matters.add(cosign3(publicGood));
        return matters;
    }

    /// The signature of kubewarden's controller, made by its workflow with cosign 3.
    private static TwiceJudged.Matter cosign3(TwiceJudged.Trust publicGood) {
        String json = new String(Vectors.read("cosign-v3-image-bundle.json"), StandardCharsets.UTF_8);
        return new TwiceJudged.Matter(
                "cosign-v3-image-bundle",
                json,
                subject(TwiceJudged.tree(json)),
                Optional.empty(),
                publicGood,
                List.of(signer(Identity.ofGitHubWorkflow(
                        "kubewarden/kubewarden-controller/.github/workflows/release.yml@refs/tags/v1.34.0"))));
    }

    /// What cosign wrote for images with a private Sigstore: by signers that count, by others, and spoiled
    /// ones, each about the image that it is attached to.
    static List<TwiceJudged.Matter> ofARealSigstore() {
        try (InputStream archive = Files.newInputStream(RealSigstore.registryStorage())) {
            TwiceJudged.Trust real = TwiceJudged.Trust.of(Files.readAllBytes(RealSigstore.trustedRoot()));
            HeldRegistry registry = HeldRegistry.ofArchive(archive);
            List<TwiceJudged.Matter> matters = new ArrayList<>();
            for (Digest digest : registry.digests()) {
                JsonNode manifest = TwiceJudged.tree(new String(registry.content(digest), StandardCharsets.UTF_8));
                if (!manifest.path("artifactType").asText().startsWith("application/vnd.dev.sigstore.bundle")
                        || !manifest.has("subject")) {
                    continue;
                }
                Digest bundle = Digest.parse(manifest.at("/layers/0/digest").asText());
                matters.add(new TwiceJudged.Matter(
                        "real " + bundle,
                        new String(registry.content(bundle), StandardCharsets.UTF_8),
                        Digest.parse(manifest.at("/subject/digest").asText()),
                        Optional.empty(),
                        real,
                        List.of(signer(SYNCER), signer(BUILDER), signer(RELEASE))));
            }
            return matters;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Of our own making, for each log: signatures of images, attestations and messages, and with each defect
    /// those that both can read.
    static List<TwiceJudged.Matter> ofAVirtualSigstore() {
        VirtualSigstore sigstore =
                VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 12);
        TwiceJudged.Trust trust =
                TwiceJudged.Trust.of(sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
        List<TwiceJudged.Matter> matters = new ArrayList<>();
        for (Logging log : Logging.values()) {
            SigningRequest good = sigstore.sign(SYNCER, ARTEFACT.toString()).loggedIn(log);
            matters.addAll(ofEachLayout(log, "good", good, Optional.empty(), trust));
            matters.add(matter(
                    "attestation of an umlaut, " + log,
                    good.attestation("Stück").bundle().bytes(),
                    Optional.empty(),
                    trust));
            // an unlogged one is refused by both, whatever else is wrong with it
            for (Defect defect : log == Logging.NONE ? List.<Defect>of() : Defect.ofBundleLayout(log)) {
                SigningRequest spoiled = good.spoiledBy(defect);
                matters.addAll(ofEachLayout(log, defect.toString(), spoiled, Optional.of(defect), trust));
                if (defect instanceof ReceiptDefect) { // where a timestamp could make up for the log's promise
                    matters.addAll(ofEachLayout(
                            log, defect + ", timestamped", spoiled.timestamped(), Optional.of(defect), trust));
                }
            }
        }
        return matters;
    }

    private static List<TwiceJudged.Matter> ofEachLayout(
            Logging log, String name, SigningRequest request, Optional<Defect> defect, TwiceJudged.Trust trust) {
        List<TwiceJudged.Matter> matters = new ArrayList<>();
        if (defect.isEmpty()) { // with a defect as well, theirs would refuse it for the name that its subject lacks
            matters.add(matter(
                    "image, " + log + ", " + name, request.bundle().bundle().bytes(), defect, trust));
        }
        matters.add(matter(
                "attestation, " + log + ", " + name,
                request.attestation("image").bundle().bytes(),
                defect,
                trust));
        if (log != Logging.REKOR_2_DSSE && defect.filter(Bundles::isOfEnvelopes).isEmpty()) {
            matters.add(matter(
                    "message, " + log + ", " + name,
                    request.messageBundle(MESSAGE).bundle().bytes(),
                    defect,
                    trust));
        }
        return matters;
    }

    private static boolean isOfEnvelopes(Defect defect) {
        return defect instanceof StatementDefect || OF_ENVELOPES.contains(defect);
    }

    private static TwiceJudged.Matter matter(
            String name, byte[] bundle, Optional<Defect> defect, TwiceJudged.Trust trust) {
        return new TwiceJudged.Matter(
                name, new String(bundle, StandardCharsets.UTF_8), ARTEFACT, defect, trust, List.of(signer(SYNCER)));
    }

    private static Digest subject(JsonNode bundle) {
        try {
            return new Digest(TwiceJudged.tree(
                            new String(bundle.at("/dsseEnvelope/payload").binaryValue(), StandardCharsets.UTF_8))
                    .at("/subject/0/digest/sha256")
                    .asText());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Signer signer(Identity identity) {
        return new Signer(identity.issuer(), identity.subject());
    }

    private static String text(Path file, String otherwise) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : otherwise;
    }
}
