package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.junit.jupiter.api.Test;

/// What stands around a genuine timestamp, where no signature covers it.
class TimestampResponseTest {
    private final List<GenuineBundle> genuine = GenuineBundle.all().stream()
            .filter(bundle -> timestamp(bundle).length > 0)
            .toList();

    @Test
    void onlyAGrantedOneCounts() throws IOException {
        assertThat(genuine).hasSizeGreaterThan(20);
        for (GenuineBundle bundle : genuine) {
            verify(bundle, response(bundle, PKIStatus.GRANTED, CMSObjectIdentifiers.signedData));
            verify(bundle, response(bundle, PKIStatus.GRANTED_WITH_MODS, CMSObjectIdentifiers.signedData));
            for (int status = PKIStatus.REJECTION; status < 8; status++) {
                refused(bundle, response(bundle, status, CMSObjectIdentifiers.signedData));
            }
        }
    }

    @Test
    void onlySignedDataCounts() throws IOException {
        for (GenuineBundle bundle : genuine) {
            refused(bundle, response(bundle, PKIStatus.GRANTED, CMSObjectIdentifiers.envelopedData));
        }
    }

    private static void refused(GenuineBundle bundle, byte[] response) {
        assertThatExceptionOfType(Refutation.class)
                .as(bundle.name())
                .isThrownBy(() -> verify(bundle, response))
                .extracting(Refutation::code)
                .isEqualTo(ReasonCode.TIMESTAMP_INVALID);
    }

    private static void verify(GenuineBundle bundle, byte[] response) {
        Bundle read = Bundle.parse(bundle.bytes());
        byte[] signature = read.holdsEnvelope() ? read.envelope().signature() : read.messageSignature();
        Timestamps.verify(bundle.root(), response, signature);
    }

    /// The bundle's timestamp with another status and another type of its content.
    private static byte[] response(GenuineBundle bundle, int status, ASN1ObjectIdentifier type) throws IOException {
        ASN1Encodable content =
                TimeStampResp.getInstance(timestamp(bundle)).getTimeStampToken().getContent();
        PKIStatusInfo info = new PKIStatusInfo(PKIStatus.getInstance(new ASN1Integer(status)));
        DERSequence token = new DERSequence(new ASN1Encodable[] {type, new DERTaggedObject(true, 0, content)});
        return new DERSequence(new ASN1Encodable[] {info, token}).getEncoded("DER");
    }

    private static byte[] timestamp(GenuineBundle bundle) {
        ObjectNode json = bundle.json();
        String base64 = json.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp")
                .asText();
        return Base64.getDecoder().decode(base64);
    }
}
