package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.PROVEN;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.TIMESTAMP_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.SignatureDefect;
import io.github.provenancegate.image.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a bundle of each version must carry, and how much of it.
class BundlePartsTest {
    private static final String MATERIAL = "/verificationMaterial";
    private static final String ENTRY = MATERIAL + "/tlogEntries/0";

    @Test
    void inTheFirstVersionThePromiseCountsWithoutAProof() {
        assertThat(code(removed(inVersion("0.1"), ENTRY, "inclusionProof"))).isEqualTo(PROVEN);
    }

    @Test
    void inTheFirstVersionAProofWithoutCheckpointIsPassedOver() {
        assertThat(code(removed(inVersion("0.1"), ENTRY + "/inclusionProof", "checkpoint")))
                .isEqualTo(PROVEN);
        ObjectNode empty = inVersion("0.1");
        ((ObjectNode) empty.at(ENTRY + "/inclusionProof/checkpoint")).put("envelope", "");
        assertThat(code(empty)).isEqualTo(PROVEN);
    }

    @Test
    void inTheFirstVersionAProofWithCheckpointMustHoldAllTheSame() {
        ObjectNode bundle = inVersion("0.1");
        ((ArrayNode) bundle.at(ENTRY + "/inclusionProof/hashes")).removeAll();
        assertThat(code(bundle)).isEqualTo(LOG_ENTRY_INVALID);
    }

    @Test
    void inTheFirstVersionEitherPromiseOrProofIsThere() {
        assertThat(code(removed(inVersion("0.1"), ENTRY, "inclusionPromise"))).isEqualTo(PROVEN);
        assertThat(code(removed(removed(inVersion("0.1"), ENTRY, "inclusionPromise"), ENTRY, "inclusionProof")))
                .isEqualTo(LOG_ENTRY_INVALID);
        assertThat(code(removed(
                        removed(inVersion("0.1"), ENTRY, "inclusionPromise"), ENTRY + "/inclusionProof", "checkpoint")))
                .isEqualTo(LOG_ENTRY_INVALID);
    }

    @Test
    void laterVersionsHaveAProofWhateverIsPromised() {
        assertThat(code(inVersion("0.2"))).isEqualTo(PROVEN);
        assertThat(code(removed(inVersion("0.2"), ENTRY, "inclusionProof"))).isEqualTo(LOG_ENTRY_INVALID);
        assertThat(code(removed(inVersion("0.2"), ENTRY + "/inclusionProof", "checkpoint")))
                .isEqualTo(LOG_ENTRY_INVALID);
        assertThat(code(removed(Signed.bundle(Logging.REKOR_1), ENTRY, "inclusionProof")))
                .isEqualTo(LOG_ENTRY_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0.2"})
    void aChainMayHoldAnIntermediateButNoRoot(String version) {
        ObjectNode withIntermediate = inVersion(version);
        ObjectNode withRoot = inVersion(version);
        certificates(withIntermediate).addObject().put("rawBytes", authority(0));
        certificates(withRoot).addObject().put("rawBytes", authority(1));
        assertThat(code(withIntermediate)).isEqualTo(PROVEN);
        assertThat(code(withRoot)).isEqualTo(CERTIFICATE_INVALID);
    }

    @Test
    void aChainHoldsAtMostTenCertificates() {
        ObjectNode most = inVersion("0.2");
        for (int i = 1; i < 10; i++) {
            certificates(most).addObject().put("rawBytes", authority(0));
        }
        ObjectNode tooMany = most.deepCopy();
        certificates(tooMany).addObject().put("rawBytes", authority(0));
        assertThat(code(most)).isEqualTo(PROVEN);
        assertThat(code(tooMany)).isEqualTo(CERTIFICATE_INVALID);
    }

    @Test
    void eightTimestampsAreVerifiedAndNoMore() {
        ObjectNode most = Signed.bundle(Logging.REKOR_2);
        ArrayNode timestamps = (ArrayNode) most.at(MATERIAL + "/timestampVerificationData/rfc3161Timestamps");
        while (timestamps.size() < Bundle.RECORDS_MAX) {
            timestamps.add(timestamps.get(0).deepCopy());
        }
        assertThat(code(most)).isEqualTo(PROVEN);
        timestamps.add(timestamps.get(0).deepCopy());
        assertThat(code(most)).isEqualTo(TIMESTAMP_INVALID);
    }

    @Test
    void ofSeveralLogEntriesEachMustHold() {
        ObjectNode bundle = Signed.bundle(Logging.REKOR_2);
        ArrayNode entries = (ArrayNode) bundle.at(MATERIAL + "/tlogEntries");
        ObjectNode second = entries.get(0).deepCopy();
        entries.add(second.put("logIndex", "77777"));
        assertThat(code(bundle)).isEqualTo(PROVEN);
        ((ArrayNode) second.at("/inclusionProof/hashes")).removeAll();
        assertThat(code(bundle)).isEqualTo(LOG_ENTRY_INVALID);
    }

    @Test
    void aRefutedBundleStillSaysWhomItsCertificateNames() {
        ObjectNode badlySigned = Signed.object(Signed.request(Logging.REKOR_1)
                .spoiledBy(SignatureDefect.BY_ANOTHER_KEY)
                .bundle()
                .bundle()
                .bytes());
        assertNamesTheSigner(Signed.verify(badlySigned, Signed.ARTEFACT), SIGNATURE_INVALID);
        assertNamesTheSigner(
                Signed.verify(Signed.bundle(Logging.REKOR_1), new Digest("cd".repeat(32))), DIGEST_MISMATCH);
    }

    private static void assertNamesTheSigner(Signature signature, ReasonCode code) {
        assertThat(signature).isInstanceOfSatisfying(Signature.Refuted.class, refuted -> {
            assertThat(refuted.code()).isEqualTo(code);
            assertThat(refuted.signer()).contains(Signed.SIGNER);
        });
    }

    private static ReasonCode code(ObjectNode bundle) {
        return ExpectedCode.of(Signed.verify(bundle, Signed.ARTEFACT));
    }

    /// A bundle of an older version, which has a chain in place of the certificate.
    private static ObjectNode inVersion(String version) {
        ObjectNode bundle = Signed.bundle(Logging.REKOR_1);
        bundle.put("mediaType", "application/vnd.dev.sigstore.bundle+json;version=" + version);
        ObjectNode material = (ObjectNode) bundle.at(MATERIAL);
        material.putObject("x509CertificateChain").putArray("certificates").add(material.remove("certificate"));
        return bundle;
    }

    private static ArrayNode certificates(ObjectNode bundle) {
        return (ArrayNode) bundle.at(MATERIAL + "/x509CertificateChain/certificates");
    }

    /// A certificate of the authority: 0 the intermediate, 1 the root.
    private static String authority(int place) {
        return Signed.rootJson()
                .at("/certificateAuthorities/0/certChain/certificates/" + place + "/rawBytes")
                .asText();
    }

    private static ObjectNode removed(ObjectNode bundle, String parent, String member) {
        assertThat(((ObjectNode) bundle.at(parent)).remove(member)).isNotNull();
        return bundle;
    }
}
