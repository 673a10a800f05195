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
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Looks at the bundles with the JDK's own cryptography, with sigstore-java, and with a genuine one beside them.
class BundleSignatureTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Logging, String> GOOD = Stream.of(Logging.REKOR_1, Logging.REKOR_2)
            .collect(Collectors.toMap(
                    logging -> logging,
                    logging -> seeded(logging).bundle().bundle().text()));

    private final VirtualSigstore sigstore = VirtualSigstore.seeded(CLOCK, 1);

    @ParameterizedTest
    @EnumSource
    void theSignatureIsOverThePreAuthenticationEncoding(Logging logging) throws Exception {
        JsonNode bundle = bundle(sigstore.sign(SYNCER, IMAGE).loggedIn(logging));
        byte[] payload = base64(bundle.at("/dsseEnvelope/payload"));
        String head = "DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ";
        byte[] signature = base64(bundle.at("/dsseEnvelope/signatures/0/sig"));
        var leaf = certificate(base64(bundle.at("/verificationMaterial/certificate/rawBytes")));

        assertThat(verifies(leaf.getPublicKey(), Encoding.concat(Encoding.utf8(head), payload), signature))
                .isTrue();
        assertThat(new String(payload, StandardCharsets.UTF_8))
                .isEqualTo("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"sha256\":\""
                        + "ab".repeat(32) + "\"},\"annotations\":{}}],"
                        + "\"predicateType\":\"https://sigstore.dev/cosign/sign/v1\",\"predicate\":{}}");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theProofLeadsToATreeHeadThatTheLogSigned(Logging logging) throws Exception {
        JsonNode log =
                JSON.readTree(sigstore.trustedRootJson()).at(logging == Logging.REKOR_1 ? "/tlogs/0" : "/tlogs/2");
        var sizes = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            JsonNode entry = entry(bundle(sigstore.sign(SYNCER, IMAGE).loggedIn(logging)));
            JsonNode proof = entry.get("inclusionProof");
            var path = new ArrayList<byte[]>();
            proof.get("hashes").forEach(hash -> path.add(base64(hash)));
            sizes.add(proof.get("treeSize").asLong());
            byte[] root = MerkleTreeTest.climb(
                    base64(entry.get("canonicalizedBody")),
                    proof.get("logIndex").asInt(),
                    proof.get("treeSize").asInt(),
                    path);
            String note = proof.at("/checkpoint/envelope").textValue();
            List<String> lines = note.lines().toList();
            String line = lines.get(4);
            byte[] signed = JSON.convertValue(line.substring(line.lastIndexOf(' ') + 1), byte[].class);

            assertThat(Encoding.base64(root)).isEqualTo(proof.get("rootHash").textValue());
            assertThat(lines.subList(1, 4))
                    .containsExactly(
                            proof.get("treeSize").textValue(),
                            proof.get("rootHash").textValue(),
                            "");
            assertThat(Arrays.copyOf(signed, 4)).isEqualTo(Arrays.copyOf(base64(log.at("/logId/keyId")), 4));
            assertThat(entry.at("/logId/keyId")).isEqualTo(log.at("/logId/keyId"));
            assertThat(verifies(
                            key(log),
                            Encoding.utf8(note.substring(0, note.indexOf("\n\n") + 1)),
                            Arrays.copyOfRange(signed, 4, signed.length)))
                    .isTrue();
        }
        assertThat(sizes).anyMatch(size -> size % 2 == 0).anyMatch(size -> size % 2 == 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REKOR_2", "REKOR_2_DSSE"})
    void afterRekor2ATimestampSaysWhen(Logging logging) throws Exception {
        JsonNode bundle = bundle(sigstore.sign(SYNCER, IMAGE).loggedIn(logging));
        byte[] response = base64(
                bundle.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp"));
        var info = new TimeStampResponse(response).getTimeStampToken().getTimeStampInfo();

        assertThat(info.getMessageImprintDigest())
                .isEqualTo(Encoding.sha256(base64(bundle.at("/dsseEnvelope/signatures/0/sig"))));
        assertThat(info.getGenTime().toInstant()).isEqualTo(NOW.plusSeconds(1));
        assertThat(entry(bundle).has("integratedTime")).isFalse();
        assertThat(entry(bundle).has("inclusionPromise")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"REKOR_1", "REKOR_2"})
    void sigstoreJavaAcceptsAMessageBundle(Logging logging) throws Exception {
        byte[] message = Encoding.utf8("a message");
        String json = sigstore.sign(SYNCER, IMAGE)
                .loggedIn(logging)
                .messageBundle(message)
                .bundle()
                .text();

        assertThatCode(() -> keylessVerifier()
                        .verify(
                                Encoding.sha256(message),
                                Bundle.from(new StringReader(json)),
                                VerificationOptions.empty()))
                .doesNotThrowAnyException();
    }

    @Test
    void sigstoreJavaReadsTheTrustedRoot() throws Exception {
        SigstoreTrustedRoot root = trustedRoot();

        assertThat(root.getCAs()).hasSize(4);
        assertThat(root.getTLogs()).hasSize(4);
        assertThat(root.getCTLogs()).hasSize(2);
        assertThat(root.getTSAs()).hasSize(2);
    }

    @Test
    void aGenuineBundleHasTheSameShape() throws IOException {
        Path file = Specimen.vector("cosign-v3-image-bundle.json");
        // The vectors are kept outside the repository.
        assumeThat(file).exists();
        JsonNode genuine = JSON.readTree(Files.readString(file));
        JsonNode ours = bundle(sigstore.sign(SYNCER, IMAGE).timestamped());

        assertThat(shape(ours)).isEqualTo(shape(genuine));
        assertThat(shape(JSON.readTree(base64(entry(ours).get("canonicalizedBody")))))
                .isEqualTo(shape(JSON.readTree(base64(entry(genuine).get("canonicalizedBody")))));
    }

    @Test
    void theReferrerNamesTheImageAndTheIndexNamesTheReferrer() throws IOException {
        BundleSignature signature = sigstore.sign(SYNCER, IMAGE).bundle();
        SignatureManifest referrer = signature.referrer("application/vnd.oci.image.index.v1+json", 123);
        JsonNode manifest = JSON.readTree(referrer.manifest().bytes());
        JsonNode index = JSON.readTree(BundleSignature.index(List.of(referrer)).bytes());

        assertThat(manifest.at("/subject/digest").textValue()).isEqualTo(IMAGE);
        assertThat(manifest.at("/layers/0/digest").textValue())
                .isEqualTo(signature.bundle().digest());
        assertThat(manifest.at("/artifactType").textValue()).isEqualTo(BundleSignature.MEDIA_TYPE);
        assertThat(index.at("/manifests/0/digest").textValue())
                .isEqualTo(referrer.manifest().digest());
        assertThat(BundleSignature.fallbackTag(IMAGE)).isEqualTo("sha256-" + "ab".repeat(32));
    }

    /// With Rekor v1 all, with Rekor v2 those that are not among them.
    static List<Arguments> defectsOfBundles() {
        List<Defect> ofRekor1 = Defect.ofBundleLayout(Logging.REKOR_1);
        Stream<Arguments> others = Defect.ofBundleLayout(Logging.REKOR_2).stream()
                .filter(defect -> !ofRekor1.contains(defect) || defect instanceof ProofDefect)
                .map(defect -> Arguments.of(Logging.REKOR_2, defect, GOOD.get(Logging.REKOR_2)));
        return Stream.concat(
                        ofRekor1.stream()
                                .map(defect -> Arguments.of(Logging.REKOR_1, defect, GOOD.get(Logging.REKOR_1))),
                        others)
                .toList();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("defectsOfBundles")
    void aDefectShowsInTheBundle(Logging logging, Defect defect, String good) {
        assertThat(seeded(logging).spoiledBy(defect).bundle().bundle().text()).isNotEqualTo(good);
    }

    /// Each time the same, so that whatever differs in the bundle is the defect's doing.
    private static SigningRequest seeded(Logging logging) {
        return VirtualSigstore.seeded(CLOCK, 1).sign(SYNCER, IMAGE).loggedIn(logging);
    }

    private static JsonNode bundle(SigningRequest request) throws IOException {
        return JSON.readTree(request.bundle().bundle().bytes());
    }

    private static JsonNode entry(JsonNode bundle) {
        return bundle.at("/verificationMaterial/tlogEntries/0");
    }

    private KeylessVerifier keylessVerifier() throws Exception {
        SigstoreTrustedRoot root = trustedRoot();
        return KeylessVerifier.builder().trustedRootProvider(() -> root).build();
    }

    private SigstoreTrustedRoot trustedRoot() throws Exception {
        return SigstoreTrustedRoot.from(new ByteArrayInputStream(Encoding.utf8(sigstore.trustedRootJson())));
    }
}
