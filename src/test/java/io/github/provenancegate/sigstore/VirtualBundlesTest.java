package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.BundleSignature;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.fake.SignatureManifest;
import io.github.provenancegate.fake.SigningRequest;
import io.github.provenancegate.fake.StatementDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Document;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A bundle that is right in everything is proven, however it was logged; with one thing spoiled it is refused
/// with that thing's code.
class VirtualBundlesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z"));
    private static final VirtualSigstore SIGSTORE = VirtualSigstore.seeded(CLOCK, 9);
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final Signer SIGNER = new Signer(SYNCER.issuer(), SYNCER.subject());
    private static final PinnedImage IMAGE =
            new PinnedImage(Repository.parse("registry.example/app"), new Digest("ab".repeat(32)));
    private static final SigstoreTrustRoots ROOTS = roots();

    static Stream<Arguments> defects() {
        return logs().flatMap(log -> Defect.ofBundleLayout(log).stream().map(defect -> arguments(log, defect)));
    }

    private static Stream<Logging> logs() {
        return Arrays.stream(Logging.values()).filter(log -> log != Logging.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Logging.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aBundleWithoutDefectIsProven(Logging log) {
        BundleSignature bundle = sign(log).timestamped().bundle();
        assertThat(find(bundle)).singleElement().isInstanceOfSatisfying(Signature.Proven.class, proven -> {
            assertThat(proven.proof().signer()).isEqualTo(SIGNER);
            assertThat(proven.proof().format()).isEqualTo(Proof.Format.BUNDLE);
            assertThat(proven.proof().signatureDigest())
                    .hasToString(bundle.bundle().digest());
        });
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aSpoiledBundleIsRefusedWithTheCodeOfWhatIsWrong(Logging log, Defect defect) {
        assertThat(ExpectedCode.of(find(sign(log).spoiledBy(defect).bundle())))
                .isEqualTo(ExpectedCode.ofBundleLayout(log, defect));
    }

    @Test
    void neitherATimestampNorARightSignatureReplacesTheLog() {
        assertThat(ExpectedCode.of(find(sign(Logging.NONE).bundle()))).isEqualTo(LOG_ENTRY_MISSING);
        assertThat(ExpectedCode.of(find(sign(Logging.NONE).timestamped().bundle())))
                .isEqualTo(LOG_ENTRY_MISSING);
        assertThat(ExpectedCode.of(find(sign(Logging.NONE)
                        .spoiledBy(SignatureDefect.BY_ANOTHER_KEY)
                        .bundle())))
                .isEqualTo(SIGNATURE_INVALID);
    }

    @Test
    void aStrayOneInEitherPlaceMasksNothing() {
        BundleSignature good = sign(Logging.REKOR_1).bundle();
        BundleSignature bad = sign(Logging.REKOR_1)
                .spoiledBy(BundleDefect.SIGNATURE_BYTE_CHANGED)
                .bundle();
        BundleSignature attestation =
                sign(Logging.REKOR_1).spoiledBy(StatementDefect.SBOM_PREDICATE).bundle();
        LegacySignature legacy = sign(Logging.REKOR_1).legacy();
        assertThat(find(List.of(bad, attestation, good), List.of()))
                .hasSize(2)
                .hasAtLeastOneElementOfType(Signature.Proven.class);
        assertThat(find(List.of(bad), List.of(legacy))).hasSize(2).hasAtLeastOneElementOfType(Signature.Proven.class);
    }

    @Test
    void theSameBundleTwiceIsOneCandidate() {
        BundleSignature good = sign(Logging.REKOR_1).bundle();
        assertThat(find(List.of(good, good), List.of())).hasSize(1);
    }

    @Test
    void aMessageSignatureIsNoSignatureOfAnImage() {
        BundleSignature message = sign(Logging.REKOR_1).messageBundle("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(ExpectedCode.of(find(message))).isEqualTo(PAYLOAD_INVALID);
    }

    @ParameterizedTest
    @EnumSource(value = Logging.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void anArtefactMayHaveAMessageSignatureOrAnAttestation(Logging log) {
        byte[] message = "bytes".getBytes(StandardCharsets.UTF_8);
        Digest artefact = Digest.of(Verification.sha256(message));
        Content messageBundle = sign(log).timestamped().messageBundle(message).bundle();
        Content attestation = sign(log)
                .timestamped()
                .spoiledBy(StatementDefect.SBOM_PREDICATE)
                .bundle()
                .bundle();
        assertThat(verify(messageBundle, artefact)).isEqualTo(PROVEN);
        assertThat(verify(messageBundle, IMAGE.digest())).isEqualTo(ReasonCode.DIGEST_MISMATCH);
        assertThat(verify(attestation, IMAGE.digest())).isEqualTo(PROVEN);
        assertThat(verify(attestation, artefact)).isEqualTo(ReasonCode.DIGEST_MISMATCH);
    }

    @Test
    void aLegacySignatureMayHangAsAReferrer() {
        LegacySignature legacy = sign(Logging.REKOR_1).legacy();
        HeldRegistry registry = new HeldRegistry();
        legacy.manifest().blobs().stream().map(Content::bytes).forEach(registry::put);
        hold(registry, List.of(legacy.manifest()));
        assertThat(find(registry)).singleElement().isInstanceOf(Signature.Proven.class);
    }

    @Test
    void moreReferrersThanAreOpenedAreReported() {
        HeldRegistry registry = new HeldRegistry();
        List<SignatureManifest> referrers = Stream.generate(
                        () -> sign(Logging.NONE).bundle().referrer("application/json", 2))
                .limit(BundlePlace.REFERRERS_MAX + 1)
                .toList();
        hold(registry, referrers);
        assertThat(find(registry)).extracting(ExpectedCode::of).contains(ReasonCode.TOO_MANY_SIGNATURES);
    }

    private static SigningRequest sign(Logging log) {
        return SIGSTORE.sign(SYNCER, IMAGE.digest().toString()).loggedIn(log);
    }

    private static ReasonCode verify(Content bundle, Digest artefact) {
        return ExpectedCode.of(new SigstoreBundleVerifier(ROOTS)
                .verify(new Document(Digest.parse(bundle.digest()), "", bundle.bytes()), artefact));
    }

    private static List<Signature> find(BundleSignature bundle) {
        return find(List.of(bundle), List.of());
    }

    private static List<Signature> find(List<BundleSignature> bundles, List<LegacySignature> legacy) {
        HeldRegistry registry = new HeldRegistry();
        hold(
                registry,
                bundles.stream()
                        .map(bundle -> bundle.referrer("application/json", 2))
                        .toList());
        if (!legacy.isEmpty()) {
            SignatureManifest manifest = LegacySignature.manifest(legacy);
            manifest.blobs().stream().map(Content::bytes).forEach(registry::put);
            registry.tag(
                    IMAGE.repository(),
                    LegacySignature.tag(IMAGE.digest().toString()),
                    manifest.manifest().bytes());
        }
        return find(registry);
    }

    private static void hold(HeldRegistry registry, List<SignatureManifest> referrers) {
        for (SignatureManifest referrer : referrers) {
            registry.put(referrer.manifest().bytes());
            referrer.blobs().stream().map(Content::bytes).forEach(registry::put);
        }
        registry.tag(
                IMAGE.repository(),
                BundleSignature.fallbackTag(IMAGE.digest().toString()),
                BundleSignature.index(referrers).bytes());
    }

    private static List<Signature> find(HeldRegistry registry) {
        return new SigstoreSignatures(registry, ROOTS, Thread::startVirtualThread)
                .find(
                        IMAGE,
                        List.of(AllowedSigners.of(new AllowedSigner(SIGNER, "virtual"))),
                        new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT));
    }

    private static SigstoreTrustRoots roots() {
        try {
            return SigstoreTrustRoots.of(List.of(
                    TrustRoot.parse("virtual", SIGSTORE.trustedRootJson().getBytes(StandardCharsets.UTF_8))));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
