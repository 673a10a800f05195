package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// JSON that can be read in one way only: UTF-8, no duplicate keys, nothing after the end. Two readers of the same
/// bytes must not see two documents (RFC 8259 section 4 leaves duplicates to the reader).
final class StrictJson {
    /// No format that is read here nests deeper than 12; deeper input only burns stack.
    static final int NESTING_MAX = 64;

    /// Longest number: a 64-bit integer has 20 characters. Keeps numbers of a million digits from being computed.
    static final int NUMBER_LENGTH_MAX = 32;

    /// Ten thousand layers with annotations: a tree has fifty times the size of a text of nothing but brackets.
    static final int TOKENS_MAX = 400_000;

    /// A bundle's eight entries with proofs, timestamps and a chain have some 2,000; bundles are held by the dozen.
    static final int BUNDLE_TOKENS_MAX = 10_000;

    private static final JsonMapper MAPPER = mapper(TOKENS_MAX);
    private static final JsonMapper BUNDLE_MAPPER = mapper(BUNDLE_TOKENS_MAX);

    private StrictJson() {}

    private static JsonMapper mapper(int tokensMax) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(NESTING_MAX)
                                .maxNumberLength(NUMBER_LENGTH_MAX)
                                .maxTokenCount(tokensMax)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /// The one object that the bytes are.
    ///
    /// @throws MalformedException when they are anything else
    static ObjectNode parseObject(byte[] utf8) throws MalformedException {
        return parseObject(decoded(utf8), MAPPER);
    }

    /// The same of a bundle, which is to stay small in memory.
    static ObjectNode parseBundle(byte[] utf8) throws MalformedException {
        return parseObject(decoded(utf8), BUNDLE_MAPPER);
    }

    private static String decoded(byte[] utf8) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedException("is not UTF-8");
        }
    }

    /// The one object that the text is.
    static ObjectNode parseObject(String text) throws MalformedException {
        return parseObject(text, MAPPER);
    }

    private static ObjectNode parseObject(String text, JsonMapper mapper) throws MalformedException {
        try {
            if (mapper.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            // its message repeats what an attacker wrote
            throw new MalformedException("is not well-formed JSON without duplicate keys");
        }
        throw new MalformedException("is not a JSON object");
    }

    /// A member that must be an object.
    static ObjectNode object(JsonNode parent, String member) throws MalformedException {
        if (parent.get(member) instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedException("has no object \"" + member + "\"");
    }

    /// A member that must be a text.
    static String text(JsonNode parent, String member) throws MalformedException {
        JsonNode value = parent.get(member);
        if (value != null && value.isTextual()) {
            return value.textValue();
        }
        throw new MalformedException("has no text \"" + member + "\"");
    }

    /// A member that must be a whole number of 64 bits, not negative.
    static long natural(JsonNode parent, String member) throws MalformedException {
        JsonNode value = parent.get(member);
        if (value != null && value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
            return value.longValue();
        }
        throw new MalformedException("has no natural number \"" + member + "\"");
    }

    /// The bytes are not the document that was expected; the message completes "the … ".
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }
}
