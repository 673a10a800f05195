package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.CertificateDefect;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.fake.TimestampDefect;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A signature that is right in everything is proven; with one thing spoiled it is refused with that thing's
/// code.
class VirtualLegacyTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z"));
    private static final VirtualSigstore SIGSTORE = VirtualSigstore.seeded(CLOCK, 7);
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final PinnedImage IMAGE =
            new PinnedImage(Repository.parse("registry.example/app"), new Digest("ab".repeat(32)));
    private static final TrustRoot ROOT = root("virtual", SIGSTORE);
    private static final AllowedSigners HINT =
            AllowedSigners.of(new AllowedSigner(new Signer(SYNCER.issuer(), SYNCER.subject()), ROOT.name()));

    static List<Defect> defects() {
        return Defect.ofLegacyLayout();
    }

    @Test
    void aSignatureWithoutDefectIsProven() {
        assertThat(code(sign().legacy())).isEqualTo(PROVEN);
        assertThat(code(sign().timestamped().legacy())).isEqualTo(PROVEN);
    }

    @Test
    void theProofSaysByWhomWhenAndWhereItIsLogged() {
        assertThat(find(List.of(sign().legacy()), ROOT))
                .singleElement()
                .isInstanceOfSatisfying(Signature.Proven.class, proven -> {
                    Instant logged = CLOCK.instant().plusSeconds(1);
                    assertThat(HINT.allow(
                                    proven.proof().signer(), proven.proof().trustRoot()))
                            .isTrue();
                    assertThat(proven.proof().time()).isEqualTo(logged);
                    assertThat(proven.proof().logEntry().integratedTime()).contains(logged);
                    assertThat(ROOT.transparencyLog(proven.proof().logEntry().logId()))
                            .isPresent();
                });
    }

    @Test
    void aRefutedOneStillSaysWhomItsCertificateNames() {
        List<LegacySignature> bad =
                List.of(sign().spoiledBy(SignatureDefect.BY_ANOTHER_KEY).legacy());
        assertThat(find(bad, ROOT))
                .singleElement()
                .isInstanceOfSatisfying(
                        Signature.Refuted.class,
                        refuted ->
                                assertThat(refuted.signer()).contains(new Signer(SYNCER.issuer(), SYNCER.subject())));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aSpoiledSignatureIsRefusedWithTheCodeOfWhatIsWrong(Defect defect) {
        assertThat(code(sign().spoiledBy(defect).legacy())).isEqualTo(ExpectedCode.ofLegacyLayout(defect));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void anExtraSpoiledSignatureDoesNotHideAGoodOne(Defect defect) {
        List<LegacySignature> both = List.of(sign().spoiledBy(defect).legacy(), sign().legacy());
        assertThat(find(both, ROOT)).hasAtLeastOneElementOfType(Signature.Proven.class);
    }

    @Test
    void anIssuerThatLooksAlikeIsAnotherSigner() {
        List<Signature> found = find(
                List.of(sign().spoiledBy(CertificateDefect.ISSUER_LOOKS_ALIKE).legacy()), ROOT);
        assertThat(found).singleElement().isInstanceOfSatisfying(Signature.Proven.class, proven -> {
            assertThat(proven.proof().signer().issuer()).isEqualTo("https://issuer.enforce.dev.evil.example");
            assertThat(HINT.name(proven.proof().signer())).isFalse();
        });
    }

    @Test
    void timestampsThatDoNotVerifyAreIgnored() {
        for (TimestampDefect defect : TimestampDefect.values()) {
            if (defect != TimestampDefect.AFTER_CERTIFICATE) {
                assertThat(code(sign().spoiledBy(defect).legacy()))
                        .as(defect.name())
                        .isEqualTo(PROVEN);
            }
        }
    }

    @Test
    void theRootThatKnowsTheSignatureSpeaksForIt() {
        TrustRoot other = root("other", VirtualSigstore.seeded(CLOCK, 8));
        List<LegacySignature> good = List.of(sign().legacy());
        List<LegacySignature> bad =
                List.of(sign().spoiledBy(SignatureDefect.BY_ANOTHER_KEY).legacy());
        assertThat(find(good, other, ROOT)).singleElement().isInstanceOf(Signature.Proven.class);
        assertThat(find(good, ROOT, other)).singleElement().isInstanceOf(Signature.Proven.class);
        assertThat(codes(find(bad, other, ROOT))).containsExactly(SIGNATURE_INVALID);
        assertThat(codes(find(good, other))).containsExactly(LOG_UNKNOWN);
    }

    private static io.github.provenancegate.fake.SigningRequest sign() {
        return SIGSTORE.sign(SYNCER, IMAGE.digest().toString());
    }

    private static TrustRoot root(String name, VirtualSigstore sigstore) {
        try {
            return TrustRoot.parse(name, sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static ReasonCode code(LegacySignature signature) {
        return codes(find(List.of(signature), ROOT)).getFirst();
    }

    private static List<Signature> find(List<LegacySignature> signatures, TrustRoot... roots) {
        HeldRegistry registry = new HeldRegistry();
        var manifest = LegacySignature.manifest(signatures);
        registry.tag(
                IMAGE.repository(),
                LegacySignature.tag(IMAGE.digest().toString()),
                manifest.manifest().bytes());
        manifest.blobs().stream().map(Content::bytes).forEach(registry::put);
        Inquiry inquiry = new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT);
        return new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(roots)), Thread::startVirtualThread)
                .find(IMAGE, List.of(HINT), inquiry);
    }

    private static List<ReasonCode> codes(List<Signature> signatures) {
        return signatures.stream().map(ExpectedCode::of).toList();
    }
}
