package io.github.provenancegate.chainguard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// Reads the API's JSON: strictly (UTF-8, no duplicate keys, nothing behind the end), and under either spelling
/// of a member's name. The API is a protobuf gateway: `next_page_token` comes as `nextPageToken` too, depending
/// on the field and the client (proto3 JSON mapping, "parsers accept both").
final class ApiJson {
    /// A repository with its overlays nests 6 deep; deeper input only burns stack.
    private static final int NESTING_MAX = 32;

    /// A 64-bit integer has 20 characters; no number of a million digits is ever computed.
    private static final int NUMBER_LENGTH_MAX = 32;

    /// Ten thousand repositories with bundles, aliases and active tags; bounds the tree of a text of mere
    /// brackets.
    private static final int TOKENS_MAX = 1_000_000;

    private static final Pattern HUMP = Pattern.compile("_([a-z])");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .maxTokenCount(TOKENS_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ApiJson() {}

    /// The one object that the bytes are.
    static ObjectNode parse(byte[] content) throws MalformedAnswerException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (CharacterCodingException _) {
            throw new MalformedAnswerException("is not written in UTF-8");
        } catch (JsonProcessingException _) {
            // its message repeats the text that was refused
            throw new MalformedAnswerException("is not strict JSON");
        }
        throw new MalformedAnswerException("is no JSON object");
    }

    /// A member by its name in snake case; empty where it is left out or null.
    private static Optional<JsonNode> member(JsonNode object, String name) throws MalformedAnswerException {
        String camel = HUMP.matcher(name).replaceAll(hump -> hump.group(1).toUpperCase(Locale.ROOT));
        JsonNode one = object.get(name);
        JsonNode other = camel.equals(name) ? null : object.get(camel);
        if (one != null && other != null) {
            throw new MalformedAnswerException("names its " + name + " twice");
        }
        return Optional.ofNullable(one == null ? other : one).filter(value -> !value.isNull());
    }

    /// A text; empty where it is left out, null or empty (proto3 makes no difference between them).
    static Optional<String> text(JsonNode object, String name) throws MalformedAnswerException {
        Optional<JsonNode> value = member(object, name);
        if (value.isPresent() && !value.get().isTextual()) {
            throw new MalformedAnswerException("has a " + name + " that is no text");
        }
        return value.map(JsonNode::textValue).filter(text -> !text.isEmpty());
    }

    /// A whole number, also as a text (proto3 writes 64-bit integers so); empty where it is neither.
    static Optional<Long> number(JsonNode object, String name) throws MalformedAnswerException {
        Optional<JsonNode> value = member(object, name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        JsonNode given = value.get();
        try {
            return given.isTextual()
                    ? Optional.of(Long.parseLong(given.textValue()))
                    : Optional.of(given)
                            .filter(JsonNode::canConvertToExactIntegral)
                            .map(JsonNode::longValue);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// A list of objects; one that is left out is an empty one.
    static List<ObjectNode> objects(JsonNode object, String name) throws MalformedAnswerException {
        Optional<JsonNode> value = member(object, name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof ArrayNode array)
                || !StreamSupport.stream(array.spliterator(), false).allMatch(ObjectNode.class::isInstance)) {
            throw new MalformedAnswerException("has " + name + " that are no list of objects");
        }
        return StreamSupport.stream(array.spliterator(), false)
                .map(ObjectNode.class::cast)
                .toList();
    }

    /// An object.
    static Optional<ObjectNode> object(JsonNode object, String name) throws MalformedAnswerException {
        Optional<JsonNode> value = member(object, name);
        if (value.isPresent() && !value.get().isObject()) {
            throw new MalformedAnswerException("has a " + name + " that is no object");
        }
        return value.map(ObjectNode.class::cast);
    }
}
