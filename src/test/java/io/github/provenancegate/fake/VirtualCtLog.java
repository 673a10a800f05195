package io.github.provenancegate.fake;

import java.security.SecureRandom;
import java.time.Instant;

/// A certificate transparency log that promises to publish what Fulcio is about to sign (RFC 6962, section 3).
final class VirtualCtLog {

    private static final byte[] VERSION_1 = {0};
    private static final byte[] CERTIFICATE_TIMESTAMP = {0};
    private static final int PRECERT_ENTRY = 1;
    private static final byte[] NO_EXTENSIONS = {0, 0};
    private static final byte[] SHA256_WITH_ECDSA = {4, 3};

    private final String baseUrl;
    private final SigningKey key;

    VirtualCtLog(String baseUrl, SecureRandom random) {
        this.baseUrl = baseUrl;
        this.key = SigningKey.generate(SigningKey.Algorithm.P256, random);
    }

    String baseUrl() {
        return baseUrl;
    }

    SigningKey key() {
        return key;
    }

    /// A `SignedCertificateTimestampList` (3.3) with one promise for a pre-certificate.
    ///
    /// @param tbs the certificate to be signed, without the extension for this very list
    byte[] sctList(byte[] issuerKeyHash, byte[] tbs, Instant at) {
        byte[] timestamp = Encoding.bigEndian(at.toEpochMilli(), 8);
        byte[] signed = Encoding.concat(
                VERSION_1,
                CERTIFICATE_TIMESTAMP,
                timestamp,
                Encoding.bigEndian(PRECERT_ENTRY, 2),
                issuerKeyHash,
                Encoding.bigEndian(tbs.length, 3),
                tbs,
                NO_EXTENSIONS);
        byte[] signature = key.sign(signed);
        byte[] sct = Encoding.concat(
                VERSION_1,
                key.id(),
                timestamp,
                NO_EXTENSIONS,
                SHA256_WITH_ECDSA,
                Encoding.bigEndian(signature.length, 2),
                signature);
        return Encoding.concat(Encoding.bigEndian(sct.length + 2L, 2), Encoding.bigEndian(sct.length, 2), sct);
    }
}
