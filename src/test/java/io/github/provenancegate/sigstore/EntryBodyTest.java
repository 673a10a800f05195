package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.fake.Logging;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An entry of the kind `intoto` 0.0.2 is compared as wholly as the others are; no virtual log writes that
/// kind.
class EntryBodyTest {
    private static final ObjectNode ENVELOPE_BUNDLE = Signed.bundle(Logging.REKOR_1);
    private static final Bundle BUNDLE = Bundle.parse(Signed.bytes(ENVELOPE_BUNDLE));
    private static final SignedMatter MATTER = SignedMatter.envelope(BUNDLE.envelope(), BUNDLE.leaf());
    private static final String OTHER_CERTIFICATE = pem(Signed.leaf(Signed.bundle(Logging.REKOR_2)));

    @Test
    void anEntryOfThisVerySignatureFits() {
        assertThatCode(() -> entry(_ -> {}).requireAbout(MATTER)).doesNotThrowAnyException();
    }

    @Test
    void theHashIsThatOfThePayload() {
        String other = HexFormat.of().formatHex(MATTER.signedHash());
        refused(entry -> ((ObjectNode) entry.at("/spec/content/payloadHash")).put("value", other));
        refused(entry -> ((ObjectNode) entry.at("/spec/content/payloadHash")).put("algorithm", "sha512"));
    }

    @Test
    void theSignatureIsThatOfTheEnvelope() {
        refused(entry -> signature(entry).put("sig", twice(new byte[70])));
    }

    @Test
    void theCertificateIsThatOfTheSigner() {
        refused(entry -> signature(entry).put("publicKey", OTHER_CERTIFICATE));
        refused(entry -> signature(entry).put("publicKey", "AAAA"));
    }

    @Test
    void itHasOneSignature() {
        refused(entry -> entry.withArray("/spec/content/envelope/signatures")
                .add(signature(entry).deepCopy()));
        refused(entry -> entry.withArray("/spec/content/envelope/signatures").removeAll());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.1", "0.0.3", ""})
    void anotherVersionIsUnknown(String version) {
        refused(entry -> entry.put("apiVersion", version));
    }

    private static void refused(Consumer<ObjectNode> change) {
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> entry(change).requireAbout(MATTER))
                .extracting(Refutation::code)
                .isEqualTo(ReasonCode.LOG_ENTRY_MISMATCH);
    }

    private static ObjectNode signature(ObjectNode entry) {
        return (ObjectNode) entry.at("/spec/content/envelope/signatures/0");
    }

    private static EntryBody entry(Consumer<ObjectNode> change) {
        ObjectNode entry =
                Signed.object("{\"apiVersion\":\"0.0.2\",\"kind\":\"intoto\"}".getBytes(StandardCharsets.US_ASCII));
        ObjectNode content = entry.putObject("spec").putObject("content");
        content.putObject("payloadHash")
                .put("algorithm", "sha256")
                .put("value", HexFormat.of().formatHex(MATTER.payloadHash()));
        content.putObject("envelope")
                .putArray("signatures")
                .addObject()
                .put("sig", twice(MATTER.signature()))
                .put("publicKey", pem(Signed.leaf(ENVELOPE_BUNDLE)));
        change.accept(entry);
        return EntryBody.parse(Signed.bytes(entry));
    }

    private static String twice(byte[] bytes) {
        return base64(base64(bytes).getBytes(StandardCharsets.US_ASCII));
    }

    private static String pem(byte[] der) {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END CERTIFICATE-----\n";
        return base64(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
