package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.verify.Inquiry;
import io.github.provenancegate.verify.Observer;
import io.github.provenancegate.verify.UndeterminedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a registry may hold where signatures should be.
class LegacyPlaceTest {
    private static final Repository REPOSITORY = Repository.parse("registry.example/app");

    private final HeldRegistry registry = new HeldRegistry();
    private final GenuineSignature genuine = GenuineSignature.all().getFirst();
    private final Digest payload = registry.put(genuine.payloadBytes());

    @Test
    void onlyTheRegistrysNotFoundIsAbsence() {
        assertThat(find()).isEmpty();
    }

    @Test
    void aGenuineSignatureIsFound() {
        hold(genuine.layer());
        assertThat(find()).singleElement().isInstanceOf(Signature.Proven.class);
    }

    @Test
    void layersOfOtherTypesAreNoCandidates() {
        hold(genuine.layer().put("mediaType", "application/vnd.dsse.envelope.v1+json"));
        assertThat(find()).isEmpty();
    }

    @Test
    void theSameLayerTwiceIsOneCandidateAndItsPayloadIsFetchedOnce() {
        hold(genuine.layer(), genuine.layer(), signedByAnother(0));
        assertThat(find()).hasSize(2);
        assertThat(registry.blobRequests()).isEqualTo(1);
    }

    @Test
    void anExtraLayerWithAMalformedDescriptorDoesNotDenyAGoodImage() {
        for (ObjectNode malformed : List.of(
                genuine.layer().put("digest", "sha512:" + "0".repeat(128)),
                genuine.layer().put("digest", 7),
                genuine.layer().put("size", -1),
                genuine.layer().without("size"))) {
            hold(malformed, genuine.layer());
            assertThat(find())
                    .satisfiesExactly(
                            good -> assertThat(good).isInstanceOf(Signature.Proven.class),
                            bad -> assertThat(bad)
                                    .isEqualTo(new Signature.Refuted(
                                            Optional.empty(),
                                            ReasonCode.PAYLOAD_INVALID,
                                            "a signature layer's descriptor does not name its payload")));
        }
    }

    @Test
    void theWantedSignersCandidateIsTriedFirstSoThatACapCannotHideIt() {
        List<JsonNode> layers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            layers.add(signedByAnother(i));
        }
        layers.add(genuine.layer());
        hold(layers.toArray(JsonNode[]::new));
        List<Signature> found = find();
        assertThat(found).hasSize(Shortlist.CANDIDATES_MAX + 1);
        assertThat(found.getFirst()).isInstanceOf(Signature.Proven.class);
        assertThat(found.getLast())
                .isEqualTo(new Signature.Refuted(
                        Optional.empty(),
                        ReasonCode.TOO_MANY_SIGNATURES,
                        "the image has 41 signatures in one place; only 32 were examined"));
    }

    @Test
    void aPayloadThatCouldNotBeFetchedIsUnknownAndHidesNothing() {
        ObjectNode other = signedByAnother(0);
        Digest unreachable = registry.put("other".getBytes(StandardCharsets.UTF_8));
        other.put("digest", unreachable.toString());
        registry.fail(unreachable, new UndeterminedException(ReasonCode.REGISTRY_UNREACHABLE, "no answer"));
        hold(other, genuine.layer());
        assertThat(find())
                .hasAtLeastOneElementOfType(Signature.Proven.class)
                .contains(new Signature.Unknown(ReasonCode.REGISTRY_UNREACHABLE, "no answer"));
    }

    @Test
    void aPayloadThatTheRegistryDoesNotHaveIsRefuted() {
        registry.remove(payload);
        hold(genuine.layer());
        assertRefuted(ReasonCode.PAYLOAD_INVALID);
    }

    @Test
    void aPayloadOfAnotherLengthIsRefuted() {
        hold(genuine.layer().put("size", 7));
        assertRefuted(ReasonCode.PAYLOAD_INVALID);
    }

    @Test
    void aSignatureManifestThatIsNoneIsRefuted() {
        for (String manifest : List.of(
                "",
                "[]",
                "{\"layers\":[{\"mediaType\":\"" + SimpleSigning.MEDIA_TYPE + "\"}]}",
                "{\"manifests\":[],\"layers\":[]}",
                "{\"layers\":[],\"layers\":[]}",
                "[".repeat(100_000))) {
            registry.tag(REPOSITORY, LegacyManifest.tag(genuine.image()), manifest.getBytes(StandardCharsets.UTF_8));
            assertRefuted(ReasonCode.PAYLOAD_INVALID);
        }
    }

    private void assertRefuted(ReasonCode code) {
        assertThat(find())
                .singleElement()
                .isInstanceOfSatisfying(
                        Signature.Refuted.class,
                        refuted -> assertThat(refuted.code()).isEqualTo(code));
    }

    /// Another signature over the same payload, which no certificate covers.
    private ObjectNode signedByAnother(int number) {
        ObjectNode layer = genuine.layer();
        ((ObjectNode) layer.get("annotations"))
                .put("dev.cosignproject.cosign/signature", "AAA=")
                .put("dev.sigstore.cosign/certificate", "certificate " + number);
        return layer;
    }

    private void hold(JsonNode... layers) {
        ObjectNode manifest = new ObjectMapper().createObjectNode().put("schemaVersion", 2);
        ArrayNode list = manifest.putArray("layers");
        for (JsonNode layer : layers) {
            list.add(layer);
        }
        registry.tag(
                REPOSITORY,
                LegacyManifest.tag(genuine.image()),
                manifest.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<Signature> find() {
        return new SigstoreSignatures(registry, SigstoreTrustRoots.bundledAlone(), Thread::startVirtualThread)
                .find(
                        new PinnedImage(REPOSITORY, genuine.image()),
                        List.of(AllowedSigners.of(AllowedSigner.publicGood(genuine.signer()))),
                        new Inquiry(Deadline.after(Duration.ofMinutes(1), System::nanoTime), Observer.SILENT));
    }
}
