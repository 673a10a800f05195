package io.github.provenancegate.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.fake.Identity;
import io.github.provenancegate.fake.Logging;
import io.github.provenancegate.fake.VirtualSigstore;
import io.github.provenancegate.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever stands in a bundle is vouched for by somebody, or named here.
class BundleValuesTest {
    private static final VirtualSigstore SIGSTORE =
            VirtualSigstore.seeded(InstantSource.fixed(Instant.parse("2026-07-01T12:00:00Z")), 7);
    private static final Identity SYNCER =
            Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    private static final Digest IMAGE = new Digest("ab".repeat(32));

    /// A Rekor v2 log vouches for the index in its tree alone, and that is the one in the proof.
    private static final Set<String> NOT_VOUCHED_FOR_BY_REKOR_2 =
            Set.of("/verificationMaterial/tlogEntries/0/logIndex");

    @ParameterizedTest
    @EnumSource(value = Logging.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void noValueCanChange(Logging log) {
        ObjectNode bundle = bundle(log);
        assertThat(verify(bundle)).isInstanceOf(Signature.Proven.class);
        Set<String> changeable = new TreeSet<>();
        List<String> values = values(bundle, "");
        assertThat(values).hasSizeGreaterThan(12);
        for (String pointer : values) {
            if (verify(changed(bundle, pointer)) instanceof Signature.Proven) {
                changeable.add(pointer);
            }
        }
        assertThat(changeable).isEqualTo(log == Logging.REKOR_1 ? Set.of() : NOT_VOUCHED_FOR_BY_REKOR_2);
    }

    @ParameterizedTest
    @EnumSource(value = Logging.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void oneBadTimestampBesideAGoodOneRefutesTheBundle(Logging log) {
        ObjectNode bundle = bundle(log);
        String list = "/verificationMaterial/timestampVerificationData/rfc3161Timestamps";
        JsonNode bad = changed(bundle, list + "/0/signedTimestamp").at(list + "/0");
        ((ArrayNode) bundle.at(list)).add(bad);
        assertThat(verify(bundle))
                .isInstanceOfSatisfying(
                        Signature.Refuted.class,
                        refuted -> assertThat(refuted.code()).isEqualTo(ReasonCode.TIMESTAMP_INVALID));
    }

    @Test
    void theIndexOfARekor2EntryIsTheOneThatTheProofVouchesFor() {
        ObjectNode bundle = bundle(Logging.REKOR_2_DSSE);
        long proven = bundle.at("/verificationMaterial/tlogEntries/0/inclusionProof/logIndex")
                .asLong();
        ((ObjectNode) bundle.at("/verificationMaterial/tlogEntries/0")).put("logIndex", "77777");
        assertThat(verify(bundle))
                .isInstanceOfSatisfying(
                        Signature.Proven.class,
                        signature ->
                                assertThat(signature.proof().logEntry().index()).isEqualTo(proven));
    }

    private static ObjectNode bundle(Logging log) {
        return parse(SIGSTORE.sign(SYNCER, IMAGE.toString())
                .loggedIn(log)
                .timestamped()
                .bundle()
                .bundle()
                .bytes());
    }

    private static List<String> values(JsonNode node, String pointer) {
        return switch (node) {
            case ObjectNode object ->
                object.propertyStream()
                        .flatMap(member -> values(member.getValue(), pointer + "/" + member.getKey()).stream())
                        .toList();
            case ArrayNode array ->
                IntStream.range(0, array.size())
                        .boxed()
                        .flatMap(i -> values(array.get(i), pointer + "/" + i).stream())
                        .toList();
            default -> List.of(pointer);
        };
    }

    /// The same but for one, or for one character, a quarter from the beginning: in a checkpoint, not in a witness's
    /// line.
    private static ObjectNode changed(ObjectNode bundle, String pointer) {
        ObjectNode changed = bundle.deepCopy();
        String text = bundle.at(pointer).asText();
        int at = text.length() / 4;
        String other;
        if (text.isEmpty()) {
            other = "x";
        } else if (text.chars().allMatch(Character::isDigit)) {
            other = Long.toString(Long.parseLong(text) + 1);
        } else {
            other = text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
        }
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = changed.at(place.head());
        String last = place.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), TextNode.valueOf(other));
        } else {
            ((ObjectNode) parent).put(last, other);
        }
        return changed;
    }

    private static Signature verify(ObjectNode json) {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        return Measure.guarded(Optional::empty, () -> {
            BundleVerification verification = new BundleVerification(
                    Bundle.parse(bytes),
                    Digest.of(Verification.sha256(bytes)),
                    IMAGE,
                    BundleVerification.Purpose.IMAGE_SIGNATURE);
            return Measure.against(List.of(root()), verification::claimedSigner, verification::against);
        });
    }

    private static TrustRoot root() {
        try {
            return TrustRoot.parse("virtual", SIGSTORE.trustedRootJson().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedTrustRootException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
