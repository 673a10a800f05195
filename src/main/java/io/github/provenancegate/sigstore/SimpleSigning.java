package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.image.Digest;

/// The payload that cosign 1 and 2 sign ("simple signing", cosign's `specs/SIGNATURE_SPEC.md`). Where it was first
/// signed (`docker-reference`) is informative and never compared: images are copied with their signatures.
final class SimpleSigning {
    static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

    private static final String TYPE = "cosign container image signature";

    private SimpleSigning() {}

    /// Refutes a payload that is not one, or speaks about another image.
    static void requireAbout(Digest image, byte[] payload) {
        Digest named = Refutation.unless(PAYLOAD_INVALID, "the signed payload is not one of an image signature", () -> {
            ObjectNode critical = StrictJson.object(StrictJson.parseObject(payload), "critical");
            if (!StrictJson.text(critical, "type").equals(TYPE)) {
                throw new Refutation(PAYLOAD_INVALID, "the signed payload is not of the type of image signatures");
            }
            return Digest.parse(StrictJson.text(StrictJson.object(critical, "image"), "docker-manifest-digest"));
        });
        if (!named.equals(image)) {
            throw new Refutation(DIGEST_MISMATCH, "the signature is about " + named + ", not about " + image);
        }
    }
}
