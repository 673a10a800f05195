package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.ReasonCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;

/// The signed certificate timestamps inside a leaf (RFC 6962 sections 3.2 and 3.3; the extensions of static CT logs
/// are signed along with the rest): at least one must be of a log of the trust root, within its window.
final class CertificateTimestamps {
    private static final ASN1ObjectIdentifier SCT_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final int EXTENSIONS_TAG = 3;
    private static final byte V1 = 0;
    private static final byte CERTIFICATE_TIMESTAMP = 0;
    private static final short PRECERT_ENTRY = 1;
    private static final int LOG_ID_BYTES = 32;

    /// Fulcio embeds one SCT; the cap bounds how many signatures a hostile certificate makes us verify.
    static final int TIMESTAMPS_MAX = 8;

    private CertificateTimestamps() {}

    /// Refutes a leaf without a valid timestamp of a trusted log.
    ///
    /// @param issuer who issued the leaf: its key is part of what the log signed
    static void require(TrustRoot root, LeafCertificate leaf, Authority issuer) {
        boolean promised = Refutation.unless(
                ReasonCode.SCT_INVALID,
                "the certificate's transparency timestamps cannot be read",
                () -> promised(root, leaf.asn1(), issuer.issuerKeyHash()));
        if (!promised) {
            throw new Refutation(
                    ReasonCode.SCT_INVALID,
                    "no certificate transparency log of the trust root " + root.name()
                            + " has promised the certificate");
        }
    }

    private static boolean promised(TrustRoot root, Certificate leaf, byte[] issuerKeyHash) throws IOException {
        Extension extension = leaf.getTBSCertificate().getExtensions().getExtension(SCT_LIST);
        if (extension == null) {
            return false;
        }
        ByteBuffer all = ByteBuffer.wrap(
                ASN1OctetString.getInstance(extension.getExtnValue().getOctets())
                        .getOctets());
        ByteBuffer list = vector(all);
        byte[] precertificate = withoutTimestamps(leaf);
        boolean promised = false;
        int count = 0;
        while (list.hasRemaining()) {
            if (++count > TIMESTAMPS_MAX) {
                throw new Refutation(
                        ReasonCode.SCT_INVALID, "the certificate has more than " + TIMESTAMPS_MAX + " timestamps");
            }
            promised |= promises(root, vector(list), precertificate, issuerKeyHash);
        }
        return promised && !all.hasRemaining();
    }

    private static boolean promises(TrustRoot root, ByteBuffer sct, byte[] precertificate, byte[] issuerKeyHash) {
        if (sct.get() != V1) {
            return false;
        }
        byte[] logId = new byte[LOG_ID_BYTES];
        sct.get(logId);
        long timestamp = sct.getLong();
        byte[] extensions = bytes(vector(sct));
        byte hash = sct.get();
        byte algorithm = sct.get();
        byte[] signature = bytes(vector(sct));
        if (sct.hasRemaining()) {
            return false;
        }
        byte[] signed = ByteBuffer.allocate(1 + 1 + 8 + 2 + 32 + 3 + precertificate.length + 2 + extensions.length)
                .put(V1)
                .put(CERTIFICATE_TIMESTAMP)
                .putLong(timestamp)
                .putShort(PRECERT_ENTRY)
                .put(issuerKeyHash)
                .put((byte) (precertificate.length >> 16))
                .putShort((short) precertificate.length)
                .put(precertificate)
                .putShort((short) extensions.length)
                .put(extensions)
                .array();
        return root.certificateLog(HexFormat.of().formatHex(logId))
                .filter(log -> log.window().contains(Instant.ofEpochMilli(timestamp)))
                .filter(log -> declares(log.scheme(), hash, algorithm))
                .filter(log -> log.signed(signed, signature))
                .isPresent();
    }

    /// The algorithms that the timestamp names (RFC 5246 section 7.4.1.4.1) must be those of the log's key.
    private static boolean declares(Verification.Scheme scheme, byte hash, byte algorithm) {
        return switch (scheme) {
            case ECDSA_SHA256 -> hash == 4 && algorithm == 3;
            case ECDSA_SHA384 -> hash == 5 && algorithm == 3;
            case ECDSA_SHA512 -> hash == 6 && algorithm == 3;
            case RSA_SHA256 -> hash == 4 && algorithm == 1;
            case ED25519 -> hash == 8 && algorithm == 7;
        };
    }

    /// The signed part of the certificate as the log saw it: without this one extension (RFC 6962 section 3.2).
    private static byte[] withoutTimestamps(Certificate leaf) throws IOException {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        for (var field : ASN1Sequence.getInstance(leaf.getTBSCertificate())) {
            if (field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS_TAG) {
                ASN1EncodableVector kept = new ASN1EncodableVector();
                for (var extension : ASN1Sequence.getInstance(tagged, true)) {
                    if (!SCT_LIST.equals(ASN1Sequence.getInstance(extension).getObjectAt(0))) {
                        kept.add(extension);
                    }
                }
                fields.add(new DERTaggedObject(true, EXTENSIONS_TAG, new DERSequence(kept)));
            } else {
                fields.add(field);
            }
        }
        return new DERSequence(fields).getEncoded(ASN1Encoding.DER);
    }

    /// An opaque vector with a length of two bytes (RFC 5246 section 4.3).
    private static ByteBuffer vector(ByteBuffer from) {
        int length = Short.toUnsignedInt(from.getShort());
        ByteBuffer vector = from.slice(from.position(), length);
        from.position(from.position() + length);
        return vector;
    }

    private static byte[] bytes(ByteBuffer vector) {
        byte[] bytes = new byte[vector.remaining()];
        vector.get(bytes);
        return bytes;
    }
}
