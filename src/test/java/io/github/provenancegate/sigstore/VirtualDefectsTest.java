package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_UNTRUSTED;
import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.KEY_UNSUPPORTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISSING;
import static io.github.provenancegate.evidence.ReasonCode.LOG_UNKNOWN;
import static io.github.provenancegate.evidence.ReasonCode.OUTSIDE_VALIDITY;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SCT_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.fake.BundleDefect;
import io.github.provenancegate.fake.CertificateDefect;
import io.github.provenancegate.fake.Content;
import io.github.provenancegate.fake.Defect;
import io.github.provenancegate.fake.EntryDefect;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.LayerDefect;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.PayloadDefect;
import io.github.provenancegate.fake.ProofDefect;
import io.github.provenancegate.fake.ReceiptDefect;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.fake.StatementDefect;
import io.github.provenancegate.fake.TimestampDefect;
import io.github.provenancegate.fake.VerifierDefect;
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

/// A signature that is right in everything is proven; with one thing spoiled it is refused with that thing's code.
class VirtualDefectsTest {
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

    @ParameterizedTest
    @MethodSource("defects")
    void aSpoiledSignatureIsRefusedWithTheCodeOfWhatIsWrong(Defect defect) {
        assertThat(code(sign().spoiledBy(defect).legacy())).isEqualTo(expected(defect));
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
                .find(IMAGE, HINT, inquiry);
    }

    private static List<ReasonCode> codes(List<Signature> signatures) {
        return signatures.stream()
                .map(signature -> switch (signature) {
                    case Signature.Proven _ -> PROVEN;
                    case Signature.Unlogged unlogged -> unlogged.code();
                    case Signature.Refuted refuted -> refuted.code();
                    case Signature.Unknown unknown -> unknown.code();
                })
                .toList();
    }

    private static ReasonCode expected(Defect defect) {
        return switch (defect) {
            case CertificateDefect certificate -> expectedOf(certificate);
            case PayloadDefect payload ->
                switch (payload) {
                    case ANOTHER_DIGEST -> DIGEST_MISMATCH;
                    case ANOTHER_TYPE,
                            DUPLICATE_KEY,
                            DIGEST_MISSING,
                            DIGEST_NOT_A_STRING,
                            EMPTY,
                            NOT_JSON,
                            TRAILING_TEXT,
                            DEEPLY_NESTED,
                            HUGE -> PAYLOAD_INVALID;
                };
            case SignatureDefect _ -> SIGNATURE_INVALID;
            case VerifierDefect verifier ->
                switch (verifier) {
                    case BARE_KEY, KEY_AS_CERTIFICATE -> KEY_UNSUPPORTED;
                    case TWO_CERTIFICATES, HUNDRED_CERTIFICATES, CERTIFICATE_NOT_PEM -> CERTIFICATE_INVALID;
                };
            case EntryDefect entry ->
                switch (entry) {
                    case LOG_UNKNOWN -> LOG_UNKNOWN;
                    case LOG_RETIRED, INTEGRATED_BEFORE_CERTIFICATE, INTEGRATED_AFTER_CERTIFICATE -> OUTSIDE_VALIDITY;
                    case OF_ANOTHER_ARTIFACT, OF_ANOTHER_SIGNATURE, OF_ANOTHER_CERTIFICATE, OF_ANOTHER_SIGNING ->
                        LOG_ENTRY_MISMATCH;
                };
            case ReceiptDefect _ -> LOG_ENTRY_INVALID;
            case TimestampDefect _ -> OUTSIDE_VALIDITY;
            case LayerDefect layer ->
                switch (layer) {
                    // what was logged is no longer what stands there
                    case PAYLOAD_BYTE_CHANGED, SIGNATURE_BYTE_CHANGED, CERTIFICATE_BYTE_CHANGED -> LOG_ENTRY_MISMATCH;
                    case SIGNATURE_BASE64_NOT_CANONICAL, SIGNATURE_NOT_BASE64, SIGNATURE_EMPTY, SIGNATURE_MISSING ->
                        SIGNATURE_INVALID;
                    case UNLOGGED, TIMESTAMP_ONLY -> LOG_ENTRY_MISSING;
                    case LOG_ENTRY_NOT_JSON, LOG_ENTRY_DUPLICATE_KEY -> LOG_ENTRY_INVALID;
                };
            case BundleDefect _, ProofDefect _, StatementDefect _ ->
                throw new IllegalArgumentException(defect + " is no defect of the legacy layout");
        };
    }

    private static ReasonCode expectedOf(CertificateDefect certificate) {
        return switch (certificate) {
            case SCT_MISSING, SCT_BY_UNKNOWN_LOG, SCT_BY_RETIRED_LOG, SCT_FOR_ANOTHER_CERTIFICATE -> SCT_INVALID;
            case CHAIN_TO_FOREIGN_ROOT,
                    AUTHORITY_RETIRED,
                    INTERMEDIATE_EXPIRED,
                    INTERMEDIATE_FOR_SERVERS,
                    CERTIFICATE_SIGNATURE_SPOILED -> CERTIFICATE_UNTRUSTED;
            case EXTENDED_KEY_USAGE_MISSING,
                    EXTENDED_KEY_USAGE_FOR_SERVERS,
                    KEY_USAGE_MISSING,
                    LEAF_IS_A_CA,
                    ISSUERS_DISAGREE,
                    ISSUER_MISSING,
                    TWO_SUBJECTS,
                    NO_SUBJECT,
                    SUBJECT_IS_A_HOST,
                    RSA_KEY,
                    P384_KEY,
                    ED25519_KEY,
                    NEGATIVE_SERIAL -> CERTIFICATE_INVALID;
            case ISSUER_LOOKS_ALIKE -> PROVEN; // of somebody else: see the test of that name
            case EXPIRED_BEFORE_USE -> OUTSIDE_VALIDITY;
        };
    }
}
