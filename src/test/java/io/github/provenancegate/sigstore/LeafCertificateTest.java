package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.Logging;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;

/// A leaf's form, identity and transparency timestamps, each changed by itself. Neither looks at the
/// certificate's own signature, which the path is about; and what a CT log signed does not contain the
/// timestamps.
class LeafCertificateTest {
    private static final String ISSUER_RAW = "1.3.6.1.4.1.57264.1.1";
    private static final String ISSUER_UTF8 = "1.3.6.1.4.1.57264.1.8";
    private static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
    private static final int VERSION = 0;
    private static final int LOG_ID = 1;
    private static final int TIME = 40;
    private static final int HASH_ALGORITHM = 43;
    private static final int SIGNATURE_ALGORITHM = 44;

    private static final TrustRoot ROOT = Signed.root();
    private static final byte[] DER = Signed.leaf(Signed.bundle(Logging.REKOR_1));
    private static final LeafCertificate LEAF = LeafCertificate.parse(DER);
    private static final Authority ISSUER = ROOT.issuer(LEAF, LEAF.notBefore());

    @Test
    void aSerialNumberIsAboveZero() {
        assertThatCode(() -> LeafCertificate.parse(ChangedCertificate.withSerial(DER, 1))
                        .requireLeafForm())
                .doesNotThrowAnyException();
        for (long serial : new long[] {0, -1}) {
            assertThatExceptionOfType(Refutation.class)
                    .isThrownBy(() -> LeafCertificate.parse(ChangedCertificate.withSerial(DER, serial))
                            .requireLeafForm())
                    .withMessage("the certificate's serial number is not positive");
        }
    }

    @Test
    void eitherExtensionAloneNamesTheIssuer() {
        assertThat(without(DER, ISSUER_RAW).signer()).isEqualTo(Signed.SIGNER);
        assertThat(without(DER, ISSUER_UTF8).signer()).isEqualTo(Signed.SIGNER);
    }

    @Test
    void withoutBothTheIssuerIsUnknown() {
        LeafCertificate anonymous = LeafCertificate.parse(removed(removed(DER, ISSUER_RAW), ISSUER_UTF8));
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(anonymous::signer)
                .withMessage("the certificate does not name the issuer of its identity");
        assertThat(anonymous.claimedSigner()).isEmpty();
    }

    @Test
    void aTimestampOfALogSuffices() {
        assertPromised(sct -> list(sct));
    }

    @Test
    void aTimestampSaysNothingElseThanTheLogSigned() {
        for (int at : new int[] {VERSION, LOG_ID, TIME, HASH_ALGORITHM, SIGNATURE_ALGORITHM}) {
            assertUnpromised(sct -> list(changed(sct, at)));
        }
    }

    @Test
    void nothingFollowsATimestampOrTheListOfThem() {
        assertUnpromised(sct -> list(Arrays.copyOf(sct, sct.length + 1)));
        assertUnpromised(sct -> Arrays.copyOf(list(sct), list(sct).length + 1));
    }

    @Test
    void aTimestampOfAnotherLogMasksNothing() {
        assertPromised(sct -> list(changed(sct, LOG_ID), sct));
        assertPromised(sct -> list(sct, changed(sct, VERSION)));
    }

    @Test
    void noMoreTimestampsAreVerifiedThanTheCapAllows() {
        byte[][] most = new byte[CertificateTimestamps.TIMESTAMPS_MAX][];
        byte[][] tooMany = new byte[CertificateTimestamps.TIMESTAMPS_MAX + 1][];
        assertPromised(sct -> {
            Arrays.fill(most, sct);
            return list(most);
        });
        assertUnpromised(sct -> {
            Arrays.fill(tooMany, sct);
            return list(tooMany);
        });
    }

    private static void assertPromised(UnaryOperator<byte[]> list) {
        LeafCertificate leaf = withTimestamps(list);
        assertThatCode(() -> CertificateTimestamps.require(ROOT, leaf, ISSUER)).doesNotThrowAnyException();
    }

    private static void assertUnpromised(UnaryOperator<byte[]> list) {
        LeafCertificate leaf = withTimestamps(list);
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> CertificateTimestamps.require(ROOT, leaf, ISSUER))
                .extracting(Refutation::code)
                .isEqualTo(ReasonCode.SCT_INVALID);
    }

    /// @param list from the certificate's one timestamp to the list that is to stand there (RFC 6962 section
    ///     3.3)
    private static LeafCertificate withTimestamps(UnaryOperator<byte[]> list) {
        return LeafCertificate.parse(ChangedCertificate.withExtension(
                DER,
                TIMESTAMPS,
                value -> value.map(octets -> {
                    byte[] old = ASN1OctetString.getInstance(octets).getOctets();
                    return encoded(new DEROctetString(list.apply(Arrays.copyOfRange(old, 4, old.length))));
                })));
    }

    private static byte[] encoded(DEROctetString octets) {
        return Refutation.unless(ReasonCode.SCT_INVALID, "impossible", octets::getEncoded);
    }

    private static byte[] list(byte[]... timestamps) {
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (byte[] timestamp : timestamps) {
            items.writeBytes(vector(timestamp));
        }
        return vector(items.toByteArray());
    }

    private static byte[] vector(byte[] content) {
        ByteArrayOutputStream vector = new ByteArrayOutputStream();
        vector.write(content.length >> 8);
        vector.write(content.length);
        vector.writeBytes(content);
        return vector.toByteArray();
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    private static LeafCertificate without(byte[] der, String oid) {
        return LeafCertificate.parse(removed(der, oid));
    }

    private static byte[] removed(byte[] der, String oid) {
        return ChangedCertificate.withExtension(der, oid, _ -> Optional.empty());
    }
}
