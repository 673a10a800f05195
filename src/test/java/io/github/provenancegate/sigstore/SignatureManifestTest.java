package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which layers of a manifest are looked at, and what a layer that lacks a part is told.
class SignatureManifestTest {
    private static final String ATTESTATION = "https://spdx.dev/Document";
    private static final String NOTHING = "";

    @Test
    void signaturesLieUnderTheTagThatCosignGivesThem() {
        assertThat(LegacyManifest.tag(digest(7))).isEqualTo("sha256-" + "0".repeat(63) + "7.sig");
    }

    @Test
    void aManifestMayReferToEightBundlesAndNoMore() {
        assertThat(parse("{\"layers\":[" + bundles(8) + "]}").bundles())
                .containsExactlyElementsOf(IntStream.range(0, 8)
                        .mapToObj(SignatureManifestTest::digest)
                        .toList());
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> parse("{\"layers\":[" + bundles(9) + "]}"))
                .withMessage("a manifest refers to the image with too many bundles");
    }

    @Test
    void aBillOfMaterialsIsNotFetchedIfItIsLongerThanAnySignature() {
        assertThat(ofLength(Bundle.BYTES_MAX, ATTESTATION).bundles()).hasSize(1);
        assertThat(ofLength(Bundle.BYTES_MAX + 1L, ATTESTATION).bundles()).isEmpty();
    }

    @Test
    void whatDoesNotSayThatItIsNoSignatureIsFetchedHoweverLongItSaysThatItIs() {
        assertThat(ofLength(Bundle.BYTES_MAX + 1L, Statement.IMAGE_SIGNATURE).bundles())
                .hasSize(1);
        assertThat(ofLength(Bundle.BYTES_MAX + 1L, NOTHING).bundles()).hasSize(1);
    }

    @Test
    void anIndexHoldsNoLayersWhateverItLists() {
        ReferringManifest index = parse("{\"manifests\":[],\"layers\":[" + bundles(1) + "," + simple() + "]}");
        assertThat(index.bundles()).isEmpty();
        assertThat(index.legacy().candidates()).isEmpty();
        assertThat(index.legacy().refuted()).isEmpty();
    }

    @Test
    void bothLayoutsMayStandInOneManifest() {
        ReferringManifest both = parse("{\"layers\":[" + simple() + "," + bundles(1) + "]}");
        assertThat(both.bundles()).containsExactly(digest(0));
        assertThat(both.legacy().candidates())
                .extracting(LegacyCandidate::payload)
                .containsExactly(digest(7));
    }

    @Test
    void aLayerThatLacksAPartIsToldWhich() {
        assertRefuted(
                candidate(""),
                LegacyCandidate::signatureBytes,
                ReasonCode.SIGNATURE_INVALID,
                "the signature layer carries no signature");
        assertRefuted(
                candidate("\"dev.cosignproject.cosign/signature\":\"\""),
                LegacyCandidate::signatureBytes,
                ReasonCode.SIGNATURE_INVALID,
                "the signature layer carries no signature");
        assertRefuted(
                candidate("\"dev.cosignproject.cosign/signature\":\"?\""),
                LegacyCandidate::signatureBytes,
                ReasonCode.SIGNATURE_INVALID,
                "the signature is not Base64");
        assertRefuted(
                candidate("\"dev.sigstore.cosign/bundle\":\"{}\""),
                LegacyCandidate::promise,
                ReasonCode.LOG_ENTRY_INVALID,
                "the log entry cannot be read");
    }

    @Test
    void aBareKeyIsNoSigner() {
        for (String certificate : List.of("", "-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----")) {
            LegacyCandidate bare = candidate("\"dev.sigstore.cosign/certificate\":\"" + certificate + "\"");
            assertRefuted(
                    bare,
                    LegacyCandidate::leaf,
                    ReasonCode.KEY_UNSUPPORTED,
                    "the signature was made with a bare key; only certificates say who signed");
            assertThat(bare.claimedSigner()).isEmpty();
        }
    }

    @Test
    void aTimestampThatCannotBeReadIsNone() {
        for (String timestamp : List.of("", "7", "{}", "{\\\"SignedRFC3161Timestamp\\\":\\\"?\\\"}")) {
            assertThat(candidate("\"dev.sigstore.cosign/rfc3161timestamp\":\"" + timestamp + "\"")
                            .timestampResponse())
                    .isEmpty();
        }
        assertThat(candidate("\"dev.sigstore.cosign/rfc3161timestamp\":"
                                + "\"{\\\"SignedRFC3161Timestamp\\\":\\\"AQI=\\\"}\"")
                        .timestampResponse())
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2));
    }

    @Test
    void anAnnotationThatIsNoTextIsAbsent() {
        LegacyCandidate candidate =
                candidate("\"dev.cosignproject.cosign/signature\":7,\"dev.sigstore.cosign/certificate\":null");
        assertThat(candidate)
                .isEqualTo(new LegacyCandidate(
                        digest(7), 2, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static void assertRefuted(
            LegacyCandidate candidate, Consumer<LegacyCandidate> question, ReasonCode code, String sentence) {
        assertThatExceptionOfType(Refutation.class)
                .isThrownBy(() -> question.accept(candidate))
                .withMessage(sentence)
                .extracting(Refutation::code)
                .isEqualTo(code);
    }

    private static LegacyCandidate candidate(String annotations) {
        return LegacyManifest.parse(("{\"layers\":[" + simple(annotations) + "]}").getBytes(StandardCharsets.UTF_8))
                .candidates()
                .iterator()
                .next();
    }

    private static ReferringManifest ofLength(long size, String predicateType) {
        String annotations =
                predicateType.isEmpty() ? "" : "\"dev.sigstore.bundle.predicateType\":\"" + predicateType + "\"";
        return parse("{\"annotations\":{" + annotations + "},\"layers\":[" + bundle(0, size) + "]}");
    }

    private static ReferringManifest parse(String json) {
        return ReferringManifest.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String bundles(int count) {
        return IntStream.range(0, count).mapToObj(i -> bundle(i, 2)).collect(Collectors.joining(","));
    }

    private static String bundle(int number, long size) {
        return layer("application/vnd.dev.sigstore.bundle.v0.3+json", number, size, "");
    }

    private static String simple() {
        return simple("");
    }

    private static String simple(String annotations) {
        return layer(SimpleSigning.MEDIA_TYPE, 7, 2, annotations);
    }

    private static String layer(String mediaType, int number, long size, String annotations) {
        return "{\"mediaType\":\"" + mediaType + "\",\"size\":" + size + ",\"digest\":\"" + digest(number)
                + "\",\"annotations\":{" + annotations + "}}";
    }

    private static Digest digest(int number) {
        return new Digest(String.format("%064d", number));
    }
}
