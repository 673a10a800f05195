package io.github.provenancegate.sigstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extension;

/// Certificates of which a part says something else than their issuer signed.
final class ChangedCertificate {
    private static final int EXTENSIONS_TAG = 3;
    private static final int SERIAL = 1;

    private ChangedCertificate() {}

    /// @param change from the extension's value to another; empty leaves the extension out
    static byte[] withExtension(byte[] der, String oid, UnaryOperator<Optional<byte[]>> change) {
        return with(der, fields -> {
            int last = fields.size() - 1;
            ASN1EncodableVector extensions = new ASN1EncodableVector();
            for (var each : ASN1Sequence.getInstance((ASN1TaggedObject) fields.getObjectAt(last), true)) {
                Extension extension = Extension.getInstance(each);
                if (!extension.getExtnId().getId().equals(oid)) {
                    extensions.add(extension);
                    continue;
                }
                change.apply(Optional.of(extension.getExtnValue().getOctets()))
                        .ifPresent(value -> extensions.add(
                                new Extension(new ASN1ObjectIdentifier(oid), extension.isCritical(), value)));
            }
            return replaced(fields, last, new DERTaggedObject(true, EXTENSIONS_TAG, new DERSequence(extensions)));
        });
    }

    static byte[] withSerial(byte[] der, long serial) {
        return with(der, fields -> replaced(fields, SERIAL, new ASN1Integer(BigInteger.valueOf(serial))));
    }

    private static ASN1Sequence replaced(ASN1Sequence sequence, int at, ASN1Encodable other) {
        ASN1EncodableVector elements = new ASN1EncodableVector();
        for (int i = 0; i < sequence.size(); i++) {
            elements.add(i == at ? other : sequence.getObjectAt(i));
        }
        return new DERSequence(elements);
    }

    private static byte[] with(byte[] der, UnaryOperator<ASN1Sequence> change) {
        ASN1Sequence certificate = ASN1Sequence.getInstance(der);
        try {
            return replaced(certificate, 0, change.apply(ASN1Sequence.getInstance(certificate.getObjectAt(0))))
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
