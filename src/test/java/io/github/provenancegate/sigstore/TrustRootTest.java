package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustRootTest {
    private static final byte[] PUBLIC_GOOD = publicGood();

    @Test
    void thePublicRootWithItsOverlappingWindowsIsTaken() throws MalformedTrustRootException {
        TrustRoot root = TrustRoot.parse("public-good", PUBLIC_GOOD);
        assertThat(root.name()).isEqualTo("public-good");
        assertThat(root).hasToString("trust root public-good");
        assertThat(root.transparencyLog("c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"))
                .hasValueSatisfying(log -> assertThat(log.baseUrl()).isEqualTo("https://rekor.sigstore.dev"));
        assertThat(root.timestampAuthorities()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlogs", "ctlogs", "certificateAuthorities"})
    void aRootWithoutALogOrAnAuthorityIsRefused(String list) {
        refused(root -> ((ArrayNode) root.get(list)).removeAll());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tlogs/1/publicKey/validFor",
                "/ctlogs/0/publicKey/validFor",
                "/certificateAuthorities/1/validFor",
                "/timestampAuthorities/0/validFor"
            })
    void aRootWithAnImpossibleWindowIsRefused(String window) {
        refused(root -> ((ObjectNode) root.at(window)).remove("start"));
        refused(root -> ((ObjectNode) root.at(window)).put("end", "2001-01-01T00:00:00Z"));
        refused(root -> ((ObjectNode) root.at(window)).put("start", "yesterday"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlogs", "ctlogs"})
    void aRootWithOneKeyTwiceIsRefused(String list) {
        refused(root -> {
            ArrayNode logs = (ArrayNode) root.get(list);
            logs.add(logs.get(0).deepCopy());
        });
    }

    @Test
    void aRootOfAnotherVersionIsRefused() {
        refused(root -> root.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.9"));
        refused(root -> root.remove("mediaType"));
    }

    @Test
    void aRootWithAnUnreadableKeyOrCertificateIsRefused() {
        refused(root -> ((ObjectNode) root.at("/tlogs/0/publicKey")).put("rawBytes", "AAAA"));
        refused(root -> ((ObjectNode) root.at("/tlogs/0/logId")).put("keyId", ""));
        refused(root ->
                ((ObjectNode) root.at("/certificateAuthorities/0/certChain/certificates/0")).put("rawBytes", "AAAA"));
        refused(root -> ((ArrayNode) root.at("/certificateAuthorities/0/certChain/certificates")).removeAll());
    }

    @Test
    void anEnvelopeOfCertificatesIsNoCertificate() throws IOException {
        String certificate = "/certificateAuthorities/0/certChain/certificates/0";
        byte[] genuine = new ObjectMapper()
                .readTree(PUBLIC_GOOD)
                .at(certificate)
                .get("rawBytes")
                .binaryValue();
        for (ASN1Set certificates : List.of(new DERSet(), new DERSet(ASN1Primitive.fromByteArray(genuine)))) {
            SignedData signed = new SignedData(
                    new ASN1Integer(1),
                    new DERSet(),
                    new ContentInfo(PKCSObjectIdentifiers.data, null),
                    certificates,
                    null,
                    new DERSet());
            byte[] envelope = new ContentInfo(PKCSObjectIdentifiers.signedData, signed).getEncoded();
            refused(root -> ((ObjectNode) root.at(certificate)).put("rawBytes", envelope));
        }
    }

    @Test
    void aDocumentThatIsNotOneIsRefused() {
        String text = new String(PUBLIC_GOOD, StandardCharsets.UTF_8);
        assertRefused(new byte[0]);
        assertRefused(Arrays.copyOf(PUBLIC_GOOD, PUBLIC_GOOD.length / 2));
        assertRefused("null".getBytes(StandardCharsets.UTF_8));
        assertRefused((text + "{}").getBytes(StandardCharsets.UTF_8));
        assertRefused(text.replaceFirst("\\{", "{\"tlogs\":[],").getBytes(StandardCharsets.UTF_8));
        assertRefused("{\"mediaType\":7}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLogWithAnUnsupportedKindOfKeyIsLeftOut() {
        assertThatCode(() -> {
                    TrustRoot root = TrustRoot.parse(
                            "r",
                            spoiled(document ->
                                    ((ObjectNode) document.at("/tlogs/0/publicKey")).put("keyDetails", "LMS_SHA256")));
                    assertThat(root.transparencyLog("c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"))
                            .isEmpty();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void twoRootsOfOneNameAreRefused() throws MalformedTrustRootException {
        TrustRoot root = TrustRoot.parse("private", PUBLIC_GOOD);
        assertThatIllegalArgumentException().isThrownBy(() -> SigstoreTrustRoots.of(List.of(root, root)));
    }

    @Test
    void theBundledRootStandsBesideOthersUnlessOneReplacesIt() throws MalformedTrustRootException {
        TrustRoot other = TrustRoot.parse("private", PUBLIC_GOOD);
        TrustRoot replacement = TrustRoot.parse("public-good", PUBLIC_GOOD);
        assertThat(SigstoreTrustRoots.of(List.of(other)).current())
                .extracting(TrustRoot::name)
                .containsExactly("private", "public-good");
        assertThat(SigstoreTrustRoots.of(List.of(replacement)).current()).containsExactly(replacement);
    }

    @Test
    void aGenuineCertificateOfTheChainguardIssuerHoldsWhenItWasIssuedAndNotLater() throws MalformedTrustRootException {
        TrustRoot root = TrustRoot.parse("public-good", PUBLIC_GOOD);
        LeafCertificate leaf = LeafCertificate.parse(Encoding.pem(
                new String(Vectors.read("fulcio-leaf-issuer-enforce-dev.pem"), StandardCharsets.UTF_8), "CERTIFICATE"));
        leaf.requireLeafForm();
        assertThat(leaf.signer())
                .isEqualTo(new Signer(
                        "https://issuer.enforce.dev",
                        "https://issuer.enforce.dev/598a0e86be2fee60d1c2fb8d858552f59d9c5111/cb21e2e2a7b411f1"));
        Authority issuer = root.issuer(leaf, leaf.notBefore());
        assertThatCode(() -> CertificateTimestamps.require(root, leaf, issuer)).doesNotThrowAnyException();
        Instant later = Instant.parse("2026-06-28T21:46:17Z");
        assertThat(leaf.validAt(later)).isFalse();
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> root.issuer(leaf, later))
                .extracting(Refutation::code)
                .isEqualTo(ReasonCode.CERTIFICATE_UNTRUSTED);
    }

    @Test
    void aRootWithAnAuthorityThatBeginsOnNoDayIsRefused() {
        String certificate = "/certificateAuthorities/0/certChain/certificates/0";
        refused(root -> {
            ObjectNode entry = (ObjectNode) root.at(certificate);
            byte[] der = Base64.getDecoder().decode(entry.get("rawBytes").asText());
            // UTCTime (tag 23) of 13 characters: a letter in its month
            int time = IntStream.range(0, der.length)
                    .filter(i -> der[i] == 23 && der[i + 1] == 13)
                    .findFirst()
                    .orElseThrow();
            der[time + 4] = 'x';
            entry.put("rawBytes", Base64.getEncoder().encodeToString(der));
        });
    }

    private static void refused(Consumer<ObjectNode> defect) {
        assertRefused(spoiled(defect));
    }

    private static void assertRefused(byte[] json) {
        assertThatExceptionOfType(MalformedTrustRootException.class).isThrownBy(() -> TrustRoot.parse("r", json));
    }

    private static byte[] spoiled(Consumer<ObjectNode> defect) {
        try {
            ObjectNode root = (ObjectNode) new ObjectMapper().readTree(PUBLIC_GOOD);
            defect.accept(root);
            return new ObjectMapper().writeValueAsBytes(root);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static byte[] publicGood() {
        try (InputStream json = TrustRoot.class.getResourceAsStream("public-good-trusted-root.json")) {
            return Objects.requireNonNull(json).readAllBytes();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
