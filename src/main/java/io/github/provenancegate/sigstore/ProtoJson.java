package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.sigstore.StrictJson.MalformedException;

/// Members in the JSON form of protobuf messages (<https://protobuf.dev/programming-guides/json/>), in the one
/// spelling that Sigstore's tools write: lowerCamelCase names, canonical Base64. A member that is left out has
/// its default.
final class ProtoJson {
    private ProtoJson() {}

    /// Whether a member has its default; a member of another type has not, and must not pass for it.
    static boolean isLeftOut(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /// An `int64` or `uint64`, not negative: a decimal text or a number; 0 where it is left out.
    static long natural(JsonNode parent, String member) throws MalformedException {
        JsonNode value = parent.get(member);
        if (value == null || value.isNull()) {
            return 0;
        }
        if (!value.isTextual()) {
            return StrictJson.natural(parent, member);
        }
        try {
            long number = Long.parseLong(value.textValue());
            if (number >= 0 && Long.toString(number).equals(value.textValue())) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new MalformedException("has no natural number \"" + member + "\"");
        }
        throw new MalformedException("has no natural number \"" + member + "\"");
    }

    /// `bytes` that must be there and not be empty.
    static byte[] bytes(JsonNode parent, String member) throws MalformedException {
        JsonNode value = parent.get(member);
        if (value == null) {
            throw new MalformedException("has no \"" + member + "\"");
        }
        return bytes(value);
    }

    /// The same for an element of a list.
    static byte[] bytes(JsonNode value) throws MalformedException {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new MalformedException("has no bytes");
        }
        return Encoding.base64(value.textValue());
    }
}
