package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.harness.RealSigstore;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Signatures that Chainguard made and the public Sigstore instance recorded.
class GenuineSignaturesTest {
    private static final List<TrustRoot> PUBLIC_GOOD =
            SigstoreTrustRoots.bundledAlone().current();

    static List<GenuineSignature> all() {
        return GenuineSignature.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachHoldsAtItsIntegratedTime(GenuineSignature genuine) {
        assertThat(genuine.verify(PUBLIC_GOOD)).isInstanceOfSatisfying(Signature.Proven.class, proven -> {
            Instant integrated = Instant.ofEpochSecond(Long.parseLong(genuine.logged("integratedTime")));
            Proof proof = proven.proof();
            assertThat(proof.signer()).isEqualTo(genuine.signer());
            assertThat(proof.trustRoot()).isEqualTo("public-good");
            assertThat(proof.time()).isEqualTo(integrated);
            assertThat(proof.logEntry().integratedTime()).contains(integrated);
            assertThat(proof.logEntry().logId()).isEqualTo(genuine.logged("logID"));
            assertThat(proof.logEntry().index()).isEqualTo(Long.parseLong(genuine.logged("logIndex")));
            assertThat(proof.format()).isEqualTo(Proof.Format.LEGACY);
        });
    }

    @Test
    void noByteOfPayloadSignatureOrCertificateCanChange() {
        GenuineSignature genuine = all().getFirst();
        for (int i = 0; i < genuine.payload().length(); i++) {
            assertThat(code(genuine.withPayload(changed(genuine.payload(), i))))
                    .as("payload, character %d", i)
                    .isIn(ReasonCode.PAYLOAD_INVALID, ReasonCode.DIGEST_MISMATCH, ReasonCode.LOG_ENTRY_MISMATCH);
        }
        for (int i = 0; i < genuine.signature().length(); i++) {
            assertThat(code(genuine.withSignature(changed(genuine.signature(), i))))
                    .as("signature, character %d", i)
                    .isIn(ReasonCode.SIGNATURE_INVALID, ReasonCode.LOG_ENTRY_MISMATCH);
        }
        String certificate = genuine.certificate().strip();
        for (int i = 0; i < certificate.length(); i++) {
            assertThat(code(genuine.withCertificate(changed(certificate, i))))
                    .as("certificate, character %d", i)
                    .isIn(ReasonCode.CERTIFICATE_INVALID, ReasonCode.LOG_ENTRY_MISMATCH, ReasonCode.KEY_UNSUPPORTED);
        }
    }

    @Test
    void noByteOfTheLogEntryCanChange() {
        GenuineSignature genuine = all().getFirst();
        String entry = genuine.logEntry();
        for (int i = 0; i < entry.length(); i++) {
            assertThat(code(genuine.withLogEntry(changed(entry, i))))
                    .as("log entry, character %d", i)
                    .isIn(ReasonCode.LOG_ENTRY_INVALID, ReasonCode.LOG_UNKNOWN);
        }
    }

    /// Whichever of two Sigstore instances they are of.
    @Test
    void noPartOfOneFitsIntoAnother() throws Exception {
        List<TrustRoot> roots = List.of(
                PUBLIC_GOOD.getFirst(), TrustRoot.parse("real", Files.readAllBytes(RealSigstore.trustedRoot())));
        List<GenuineSignature> all = Stream.concat(all().stream(), GenuineSignature.ofARealSigstore().stream())
                .filter(genuine -> genuine.verify(roots) instanceof Signature.Proven)
                .toList();
        assertThat(all).hasSizeGreaterThan(all().size() + 10);
        for (GenuineSignature one : all) {
            for (GenuineSignature other : all) {
                if (one.equals(other)) {
                    continue;
                }
                assertThat(code(one.withPayload(other.payload()), roots)).isEqualTo(ReasonCode.DIGEST_MISMATCH);
                assertThat(code(one.withSignature(other.signature()), roots)).isEqualTo(ReasonCode.LOG_ENTRY_MISMATCH);
                assertThat(code(one.withCertificate(other.certificate()), roots))
                        .isEqualTo(ReasonCode.LOG_ENTRY_MISMATCH);
                assertThat(code(one.withLogEntry(other.logEntry()), roots)).isEqualTo(ReasonCode.LOG_ENTRY_MISMATCH);
            }
        }
    }

    @Test
    void aRefutedOneStillSaysWhomItsCertificateNames() {
        GenuineSignature genuine = all().getFirst();
        assertThat(genuine.withPayload("{}").verify(PUBLIC_GOOD))
                .isEqualTo(new Signature.Refuted(
                        Optional.of(genuine.signer()),
                        ReasonCode.PAYLOAD_INVALID,
                        "the signed payload is not one of an image signature"));
    }

    private static ReasonCode code(GenuineSignature spoiled) {
        return code(spoiled, PUBLIC_GOOD);
    }

    private static ReasonCode code(GenuineSignature spoiled, List<TrustRoot> roots) {
        return ((Signature.Refuted) spoiled.verify(roots)).code();
    }

    /// The text with another character of the same class at one place, so that it stays the form that it was.
    private static String changed(String text, int index) {
        char c = text.charAt(index);
        char other = Character.isDigit(c) ? (char) ('0' + (c - '0' + 1) % 10) : c == 'A' || c == 'a' ? 'b' : 'a';
        return text.substring(0, index) + other + text.substring(index + 1);
    }
}
