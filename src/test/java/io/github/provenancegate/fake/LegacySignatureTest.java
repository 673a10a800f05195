package io.github.provenancegate.fake;

import static io.github.provenancegate.fake.Specimen.CLOCK;
import static io.github.provenancegate.fake.Specimen.IMAGE;
import static io.github.provenancegate.fake.Specimen.NOW;
import static io.github.provenancegate.fake.Specimen.SYNCER;
import static io.github.provenancegate.fake.Specimen.base64;
import static io.github.provenancegate.fake.Specimen.certificate;
import static io.github.provenancegate.fake.Specimen.key;
import static io.github.provenancegate.fake.Specimen.shape;
import static io.github.provenancegate.fake.Specimen.verifies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Looks at the artefacts with the JDK's own cryptography and with the genuine ones beside it, never with the verifier.
class LegacySignatureTest {

    private static final String SCT_LIST = "1.3.6.1.4.1.11129.2.4.2";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VirtualSigstore sigstore = VirtualSigstore.seeded(CLOCK, 1);
    private final LegacySignature signature = sigstore.sign(SYNCER, IMAGE).legacy();

    @Test
    void theLeafHoldsUnderTheRootAtTheTimeOfSigning() throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        JsonNode chain = trustedRoot().at("/certificateAuthorities/0/certChain/certificates");
        X509Certificate root = certificate(base64(chain.at("/1/rawBytes")));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW.plusSeconds(1)));

        var path = factory.generateCertPath(List.of(leaf(), certificate(base64(chain.at("/0/rawBytes")))));

        assertThat(CertPathValidator.getInstance("PKIX").validate(path, parameters))
                .isNotNull();
    }

    @Test
    void theLeafSaysWhoSigned() throws Exception {
        X509Certificate leaf = leaf();

        assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, SYNCER.subject()));
        assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.17");
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.3");
        assertThat(octets(leaf, "1.3.6.1.4.1.57264.1.1")).isEqualTo(Encoding.utf8(SYNCER.issuer()));
        assertThat(octets(leaf, "1.3.6.1.4.1.57264.1.8"))
                .isEqualTo(Encoding.concat(
                        new byte[] {12, (byte) SYNCER.issuer().length()}, Encoding.utf8(SYNCER.issuer())));
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(NOW);
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void theCtLogPromisedTheCertificateWithoutItsPromise() throws Exception {
        JsonNode log = trustedRoot().at("/ctlogs/0");
        JsonNode issuer = trustedRoot().at("/certificateAuthorities/0/certChain/certificates/0/rawBytes");
        byte[] list = ASN1OctetString.getInstance(octets(leaf(), SCT_LIST)).getOctets();
        ByteBuffer sct = ByteBuffer.wrap(list, 4, list.length - 4);
        byte[] head = new byte[1 + 32 + 8 + 2 + 2 + 2];
        sct.get(head);
        byte[] signatureBytes = new byte[sct.remaining()];
        sct.get(signatureBytes);
        byte[] tbs = withoutPromise(leaf());
        var signed = ByteBuffer.allocate(1 + 1 + 8 + 2 + 32 + 3 + tbs.length + 2);
        signed.putShort((short) 0)
                .put(head, 33, 8)
                .putShort((short) 1)
                .put(Encoding.sha256(certificate(base64(issuer)).getPublicKey().getEncoded()))
                .put((byte) 0)
                .putShort((short) tbs.length)
                .put(tbs)
                .putShort((short) 0);

        assertThat(HexFormat.of().formatHex(head, 1, 33))
                .isEqualTo(HexFormat.of()
                        .formatHex(Base64.getDecoder()
                                .decode(log.at("/logId/keyId").textValue())));
        assertThat(verifies(key(log), signed.array(), signatureBytes)).isTrue();
    }

    @Test
    void theSignatureIsOverThePayloadAndTheLogPromisedIt() throws Exception {
        JsonNode bundle = JSON.readTree(signature.annotations().get(LegacySignature.BUNDLE));
        JsonNode payload = bundle.get("Payload");
        JsonNode log = trustedRoot().at("/tlogs/0");
        String canonical = "{\"body\":\"" + payload.get("body").textValue() + "\",\"integratedTime\":"
                + payload.get("integratedTime").longValue() + ",\"logID\":\""
                + payload.get("logID").textValue() + "\",\"logIndex\":"
                + payload.get("logIndex").longValue() + "}";
        byte[] signatureBytes =
                Base64.getDecoder().decode(signature.annotations().get(LegacySignature.SIGNATURE));

        assertThat(verifies(leaf().getPublicKey(), signature.payload().bytes(), signatureBytes))
                .isTrue();
        assertThat(verifies(
                        key(log),
                        Encoding.utf8(canonical),
                        Base64.getDecoder()
                                .decode(bundle.get("SignedEntryTimestamp").textValue())))
                .isTrue();
        assertThat(payload.get("logID").textValue())
                .isEqualTo(HexFormat.of()
                        .formatHex(Base64.getDecoder()
                                .decode(log.at("/logId/keyId").textValue())));
        assertThat(payload.get("integratedTime").longValue())
                .isEqualTo(NOW.plusSeconds(1).getEpochSecond());
    }

    @Test
    void theTimestampIsOverTheSignature() throws Exception {
        LegacySignature timestamped = sigstore.sign(SYNCER, IMAGE).timestamped().legacy();
        byte[] der = JSON.readTree(timestamped.annotations().get(LegacySignature.TIMESTAMP))
                .get("SignedRFC3161Timestamp")
                .binaryValue();
        var info = new TimeStampResponse(der).getTimeStampToken().getTimeStampInfo();

        assertThat(info.getMessageImprintDigest())
                .isEqualTo(Encoding.sha256(
                        Base64.getDecoder().decode(timestamped.annotations().get(LegacySignature.SIGNATURE))));
        assertThat(info.getGenTime().toInstant()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void aGenuineSignatureHasTheSameShape() throws IOException {
        Path file = Specimen.vector("chainguard-legacy-signatures.json");
        // The vectors are kept outside the repository.
        assumeThat(file).exists();
        JsonNode genuine = JSON.readTree(Files.readString(file)).get(0);
        JsonNode annotations = genuine.get("annotations");
        JsonNode bundle = JSON.readTree(annotations.get(LegacySignature.BUNDLE).textValue());
        JsonNode ours = JSON.readTree(signature.annotations().get(LegacySignature.BUNDLE));

        assertThat(signature.annotations().keySet()).isEqualTo(keys(annotations));
        assertThat(shape(ours)).isEqualTo(shape(bundle));
        assertThat(shape(body(ours))).isEqualTo(shape(body(bundle)));
        assertThat(shape(JSON.readTree(signature.payload().bytes()).get("critical")))
                .isEqualTo(
                        shape(JSON.readTree(genuine.get("payload").textValue()).get("critical")));
    }

    @Test
    void severalSignaturesShareOneManifest() throws IOException {
        LegacySignature other = sigstore.sign(SYNCER, IMAGE).inRepository("b").legacy();
        SignatureManifest manifest = LegacySignature.manifest(List.of(signature, other));
        JsonNode json = JSON.readTree(manifest.manifest().bytes());

        assertThat(json.get("layers")).hasSize(2);
        assertThat(json.at("/layers/1/digest").textValue())
                .isEqualTo(other.payload().digest());
        assertThat(json.at("/layers/1/size").intValue())
                .isEqualTo(other.payload().size());
        assertThat(manifest.blobs())
                .extracting(Content::digest)
                .contains(json.at("/config/digest").textValue());
        assertThat(LegacySignature.tag(IMAGE)).isEqualTo("sha256-" + "ab".repeat(32) + ".sig");
    }

    @Test
    void theSameSeedGivesTheSameSignature() {
        LegacySignature again =
                VirtualSigstore.seeded(CLOCK, 1).sign(SYNCER, IMAGE).legacy();
        LegacySignature other =
                VirtualSigstore.seeded(CLOCK, 2).sign(SYNCER, IMAGE).legacy();

        assertThat(again.annotations()).isEqualTo(signature.annotations());
        assertThat(other.annotations()).isNotEqualTo(signature.annotations());
    }

    static List<Defect> defectsOfTheLegacyLayout() {
        return Defect.ofLegacyLayout();
    }

    @ParameterizedTest
    @MethodSource("defectsOfTheLegacyLayout")
    void aDefectShowsInTheSignature(Defect defect) {
        LegacySignature spoiled = VirtualSigstore.seeded(CLOCK, 1)
                .sign(SYNCER, IMAGE)
                .spoiledBy(defect)
                .legacy();

        assertThat(spoiled.payload().text() + spoiled.annotations())
                .isNotEqualTo(signature.payload().text() + signature.annotations());
    }

    private JsonNode trustedRoot() throws IOException {
        return JSON.readTree(sigstore.trustedRootJson());
    }

    private X509Certificate leaf() throws Exception {
        String pem = signature.annotations().getOrDefault(LegacySignature.CERTIFICATE, "");
        return certificate(Encoding.utf8(pem));
    }

    private static byte[] octets(X509Certificate certificate, String oid) {
        return ASN1OctetString.getInstance(certificate.getExtensionValue(oid)).getOctets();
    }

    private static byte[] withoutPromise(X509Certificate certificate) throws Exception {
        TBSCertificate tbs = Certificate.getInstance(certificate.getEncoded()).getTBSCertificate();
        var extensions = new ExtensionsGenerator();
        for (ASN1ObjectIdentifier id : tbs.getExtensions().getExtensionOIDs()) {
            Extension extension = tbs.getExtensions().getExtension(id);
            if (!id.getId().equals(SCT_LIST)) {
                extensions.addExtension(extension);
            }
        }
        var rebuilt = new V3TBSCertificateGenerator();
        rebuilt.setSerialNumber(tbs.getSerialNumber());
        rebuilt.setSignature(tbs.getSignature());
        rebuilt.setIssuer(tbs.getIssuer());
        rebuilt.setStartDate(tbs.getStartDate());
        rebuilt.setEndDate(tbs.getEndDate());
        rebuilt.setSubject(tbs.getSubject());
        rebuilt.setSubjectPublicKeyInfo(tbs.getSubjectPublicKeyInfo());
        rebuilt.setExtensions(extensions.generate());
        return rebuilt.generateTBSCertificate().getEncoded("DER");
    }

    private static JsonNode body(JsonNode bundle) throws IOException {
        return JSON.readTree(bundle.at("/Payload/body").binaryValue());
    }

    private static Set<String> keys(JsonNode object) {
        var keys = new TreeSet<String>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
