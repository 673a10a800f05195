package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.LegacySignature;
import io.github.provenancegate.fake.Logging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Test;

/// A trust root may name a timestamp authority's signer, or only whoever certified it; then the timestamp
/// brings the signer's certificate along.
class TimestampsTest {
    private static final Instant TIME = Instant.parse("2026-07-01T12:00:01Z");
    private static final String CHAIN = "/timestampAuthorities/0/certChain/certificates";

    private static final LegacySignature LEGACY =
            Signed.request(Logging.REKOR_1).timestamped().legacy();
    private static final byte[] SIGNATURE =
            Encoding.base64(LEGACY.annotations().getOrDefault(LegacySignature.SIGNATURE, ""));
    private static final byte[] WITH_CERTIFICATE = Encoding.base64(Signed.object(LEGACY.annotations()
                    .getOrDefault(LegacySignature.TIMESTAMP, "")
                    .getBytes(StandardCharsets.UTF_8))
            .get("SignedRFC3161Timestamp")
            .asText());

    private static final ObjectNode BUNDLE = Signed.bundle(Logging.REKOR_1);
    private static final byte[] BUNDLE_SIGNATURE =
            Encoding.base64(BUNDLE.at("/dsseEnvelope/signatures/0/sig").asText());
    private static final byte[] WITHOUT_CERTIFICATE = Encoding.base64(
            BUNDLE.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp")
                    .asText());

    @Test
    void aNamedSignerNeedsNoCertificateInTheTimestamp() {
        assertThat(Timestamps.verify(Signed.root(), WITH_CERTIFICATE, SIGNATURE))
                .isEqualTo(TIME);
        assertThat(Timestamps.verify(Signed.root(), WITHOUT_CERTIFICATE, BUNDLE_SIGNATURE))
                .isEqualTo(TIME);
    }

    @Test
    void aSignerThatIsNotNamedIsTheOneThatTheTimestampBrings() {
        TrustRoot root = Signed.root(json -> ((ArrayNode) json.at(CHAIN)).remove(0));
        assertThat(Timestamps.verify(root, WITH_CERTIFICATE, SIGNATURE)).isEqualTo(TIME);
        refused(root, WITHOUT_CERTIFICATE, BUNDLE_SIGNATURE);
    }

    @Test
    void aNamedSignerCountsOnlyWhereItsChainHolds() {
        TrustRoot root = Signed.root(json -> {
            ArrayNode chain = (ArrayNode) json.at(CHAIN);
            chain.set(
                    chain.size() - 1,
                    json.at("/certificateAuthorities/0/certChain/certificates/1")
                            .deepCopy());
        });
        refused(root, WITH_CERTIFICATE, SIGNATURE);
        refused(root, WITHOUT_CERTIFICATE, BUNDLE_SIGNATURE);
    }

    @Test
    void aSignerOfAnotherAuthorityDoesNotCount() {
        TrustRoot root = Signed.root(json -> ((ObjectNode) json.at("/timestampAuthorities/0/certChain"))
                .set(
                        "certificates",
                        json.at("/certificateAuthorities/0/certChain/certificates")
                                .deepCopy()));
        refused(root, WITH_CERTIFICATE, SIGNATURE);
    }

    /// Each costs the walk of a chain; a pusher could else attach hundreds to every bundle.
    @Test
    void moreThanTwoCertificatesOfTheSignersNameAreRefusedUnwalked() throws Exception {
        TrustRoot root = Signed.root(json -> ((ArrayNode) json.at(CHAIN)).remove(0));
        assertThat(Timestamps.verify(root, withNamesakes(1), SIGNATURE)).isEqualTo(TIME);
        refused(root, withNamesakes(2), SIGNATURE);
    }

    /// The timestamp with further certificates of its signer's issuer and number.
    private static byte[] withNamesakes(int count) throws Exception {
        CMSSignedData token =
                new TimeStampResponse(WITH_CERTIFICATE).getTimeStampToken().toCMSSignedData();
        List<X509CertificateHolder> certificates =
                new ArrayList<>(token.getCertificates().getMatches(null));
        byte[] signer = certificates.stream()
                .filter(token.getSignerInfos().iterator().next().getSID()::match)
                .findFirst()
                .orElseThrow()
                .getEncoded();
        List.of(Extension.keyUsage, Extension.extendedKeyUsage)
                .subList(0, count)
                .forEach(extension -> {
                    try {
                        certificates.add(new X509CertificateHolder(
                                ChangedCertificate.withExtension(signer, extension.getId(), _ -> Optional.empty())));
                    } catch (IOException malformed) {
                        throw new UncheckedIOException(malformed);
                    }
                });
        CMSSignedData more =
                CMSSignedData.replaceCertificatesAndCRLs(token, new CollectionStore<>(certificates), null, null);
        return new DERSequence(new ASN1Encodable[] {new PKIStatusInfo(PKIStatus.granted), more.toASN1Structure()})
                .getEncoded();
    }

    private static void refused(TrustRoot root, byte[] response, byte[] signature) {
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> Timestamps.verify(root, response, signature))
                .extracting(Refutation::code)
                .isEqualTo(ReasonCode.TIMESTAMP_INVALID);
        assertThat(Timestamps.verified(root, response, signature)).isEmpty();
    }
}
