package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.DIGEST_MISMATCH;
import static io.github.provenancegate.evidence.ReasonCode.PAYLOAD_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.image.Digest;

/// An in-toto statement (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>): what an
/// envelope says about which artefacts. cosign 3's image signatures name no subject and carry no predicate
/// worth reading.
final class Statement {
    /// The predicate that makes a statement a signature; any other makes it an attestation.
    static final String IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

    private static final String V1 = "https://in-toto.io/Statement/v1";
    private static final String V0_1 = "https://in-toto.io/Statement/v0.1";

    private final ObjectNode statement;

    private Statement(ObjectNode statement) {
        this.statement = statement;
    }

    static Statement parse(byte[] payload) {
        return Refutation.unless(PAYLOAD_INVALID, "the signed statement cannot be read", () -> {
            ObjectNode statement = StrictJson.parseObject(payload);
            StrictJson.text(statement, "predicateType");
            String type = StrictJson.text(statement, "_type");
            if (!type.equals(V1) && !type.equals(V0_1)) {
                throw new Refutation(PAYLOAD_INVALID, "the signed statement is not of an in-toto type");
            }
            return new Statement(statement);
        });
    }

    /// Whether it is a signature of an image and not an attestation about one.
    boolean isImageSignature() {
        return statement.path("predicateType").asText().equals(IMAGE_SIGNATURE);
    }

    /// Refutes a statement without the artefact among its subjects.
    void requireAbout(Digest artefact) {
        if (statement.get("subject") instanceof ArrayNode subjects) {
            for (JsonNode subject : subjects) {
                if (subject.path("digest").path("sha256").asText().equals(artefact.hex())) {
                    return;
                }
            }
        }
        throw new Refutation(DIGEST_MISMATCH, "the signed statement is not about " + artefact);
    }
}
