package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bundles that real tools wrote, of three Sigstore instances, and what becomes of one with a part of another.
class GenuineBundlesTest {
    private static final List<GenuineBundle> ALL = GenuineBundle.all();
    private static final Map<Set<TrustRoot>, SigstoreTrustRoots> ROOTS = new HashMap<>();

    @Test
    void cosign3sSignatureOfAnImageHolds() {
        GenuineBundle genuine = GenuineBundle.cosign3();
        byte[] bytes = Vectors.read("cosign-v3-image-bundle.json");
        Instant integrated = Instant.ofEpochSecond(1775719409);
        BundleVerification verification = new BundleVerification(
                Bundle.parse(bytes),
                GenuineBundle.digest(bytes),
                genuine.artefact(),
                BundleVerification.Purpose.IMAGE_SIGNATURE);

        assertThat(verification.against(genuine.root()))
                .isEqualTo(new Signature.Proven(new Proof(
                        new Signer(
                                "https://token.actions.githubusercontent.com",
                                "https://github.com/kubewarden/kubewarden-controller/.github/workflows/release.yml@refs/tags/v1.34.0"),
                        "public-good",
                        new LogEntry(
                                1261105807,
                                "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d",
                                Optional.of(integrated)),
                        integrated,
                        Proof.Format.BUNDLE,
                        GenuineBundle.digest(bytes),
                        Optional.empty())));
    }

    @Test
    void eachHolds() {
        assertThat(ALL)
                .hasSizeGreaterThan(30)
                .allSatisfy(genuine -> assertThat(genuine.verify(List.of(genuine.root())))
                        .as(genuine.name())
                        .isInstanceOf(Signature.Proven.class));
    }

    @ParameterizedTest
    @EnumSource
    void noPartOfOneFitsIntoAnother(Splice splice) {
        int tried = 0;
        for (GenuineBundle victim : ALL) {
            for (GenuineBundle donor : ALL) {
                Optional<ObjectNode> spliced = splice.into(victim.json(), donor.json());
                if (spliced.isEmpty()) {
                    continue;
                }
                tried++;
                boolean sameArtefact = victim.artefact().equals(donor.artefact());
                assertThat(verify(spliced.get(), victim.artefact(), victim, donor))
                        .as("%s of %s in %s", splice, donor.name(), victim.name())
                        .isEqualTo(
                                sameArtefact && splice.refusal() == ReasonCode.DIGEST_MISMATCH
                                        ? ReasonCode.LOG_ENTRY_MISMATCH
                                        : splice.refusal());
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    @Test
    void aBundleDoesNotBecomeOneOfWhatItsNewPayloadIsAbout() {
        for (Splice splice : List.of(Splice.CONTENT, Splice.PAYLOAD)) {
            for (GenuineBundle victim : ALL) {
                for (GenuineBundle donor : ALL) {
                    splice.into(victim.json(), donor.json())
                            .ifPresent(spliced -> assertThat(verify(spliced, donor.artefact(), victim, donor))
                                    .as("%s of %s in %s", splice, donor.name(), victim.name())
                                    .isEqualTo(ReasonCode.LOG_ENTRY_MISMATCH));
                }
            }
        }
    }

    @Test
    void aMemberOfAnotherTypeIsNotAsGoodAsNone() {
        Map<String, ReasonCode> optional = Map.of(
                "/messageSignature/messageDigest", ReasonCode.PAYLOAD_INVALID,
                "/verificationMaterial/timestampVerificationData", ReasonCode.TIMESTAMP_INVALID,
                "/verificationMaterial/tlogEntries/0/inclusionProof/hashes", ReasonCode.LOG_ENTRY_INVALID,
                "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint", ReasonCode.LOG_ENTRY_INVALID,
                "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint/envelope", ReasonCode.LOG_ENTRY_INVALID);
        optional.forEach((pointer, code) -> {
            JsonPointer place = JsonPointer.compile(pointer);
            for (GenuineBundle genuine : ALL) {
                ObjectNode spoiled = genuine.json().deepCopy();
                if (spoiled.at(place.head()) instanceof ObjectNode parent) {
                    for (JsonNode other : List.of(IntNode.valueOf(7), BooleanNode.TRUE, TextNode.valueOf("{}"))) {
                        parent.set(place.last().getMatchingProperty(), other);
                        assertThat(verify(spoiled, genuine.artefact(), genuine, genuine))
                                .as("%s in %s is %s", pointer, genuine.name(), other)
                                .isEqualTo(code);
                    }
                }
            }
        });
    }

    @Test
    void aCertificateBesideAChainIsRefused() {
        for (GenuineBundle genuine : ALL) {
            ObjectNode spoiled = genuine.json().deepCopy();
            ObjectNode material = (ObjectNode) spoiled.get("verificationMaterial");
            JsonNode certificate = material.has("certificate")
                    ? material.get("certificate")
                    : material.at("/x509CertificateChain/certificates/0");
            material.set("certificate", certificate.deepCopy());
            material.putObject("x509CertificateChain").putArray("certificates").add(certificate.deepCopy());
            assertThat(verify(spoiled, genuine.artefact(), genuine, genuine))
                    .as(genuine.name())
                    .isEqualTo(ReasonCode.CERTIFICATE_INVALID);
        }
    }

    private static ReasonCode verify(ObjectNode spliced, Digest artefact, GenuineBundle victim, GenuineBundle donor) {
        SigstoreTrustRoots roots = ROOTS.computeIfAbsent(
                new HashSet<>(Stream.of(victim.root(), donor.root()).toList()),
                both -> SigstoreTrustRoots.of(List.copyOf(both)));
        return ExpectedCode.of(
                GenuineBundle.verify(spliced.toString().getBytes(StandardCharsets.UTF_8), artefact, roots));
    }
}
