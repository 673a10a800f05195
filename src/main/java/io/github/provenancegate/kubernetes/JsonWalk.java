package io.github.provenancegate.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// A walk through JSON text, token by token, within limits. Between two calls the walk stands on the first
/// token of a value; each method consumes that value and stands on its last token.
final class JsonWalk implements Closeable {
    /// The API server refuses deeper objects itself; bounds the parser's chain of contexts.
    static final int NESTING_MAX = 1_000;

    /// No field of an object that etcd takes (1.5 MB) is longer, even with every character escaped.
    static final int STRING_CHARACTERS_MAX = 20_000_000;

    /// No number of an admission request has more than 20 digits; a longer one costs quadratic time to convert.
    static final int NUMBER_CHARACTERS_MAX = 1_000;

    /// Parsers' buffers that are kept for the next review; a virtual thread would throw its own away.
    private static final int BUFFERS_KEPT_MAX = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxStringLength(STRING_CHARACTERS_MAX)
                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // names that collide cost time; to refuse them would let their author decide by the failure policy
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS_KEPT_MAX))
            .build();

    private final JsonParser parser;

    private JsonWalk(JsonParser parser) {
        this.parser = parser;
    }

    /// Stands before the document's first token; UTF-8 only (RFC 8259, section 8.1).
    static JsonWalk of(byte[] text) throws IOException {
        // the parser would take a mark at the beginning, or a zero near it, for another encoding
        boolean marked =
                text.length > 0 && (text[0] == (byte) 0xEF || text[0] == (byte) 0xFE || text[0] == (byte) 0xFF);
        for (int i = 0; i < Math.min(4, text.length); i++) {
            marked |= text[i] == 0;
        }
        if (marked) {
            throw new AdmissionReviewRefusedException("the body does not begin as JSON in UTF-8");
        }
        JsonParser parser = FACTORY.createParser(text);
        parser.nextToken();
        return new JsonWalk(parser);
    }

    /// What to do with the value of a field.
    @FunctionalInterface
    interface OnField {
        void at(String name) throws IOException;
    }

    /// What to do with a member of a list.
    @FunctionalInterface
    interface OnItem {
        void at(int index) throws IOException;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean isList() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /// Whether the value is the literal `true`.
    boolean isTrue() {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /// The fields of an object, one after another; a duplicate name is refused.
    void object(OnField onField) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            onField.at(name);
        }
    }

    /// The same, where the value is an object; whatever else it is is passed over.
    void objectOrSkip(OnField onField) throws IOException {
        if (isObject()) {
            object(onField);
        } else {
            skip();
        }
    }

    /// The members of a list, one after another.
    void list(OnItem onItem) throws IOException {
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            onItem.at(index++);
        }
    }

    /// The text, if the value is one; whatever else it is is passed over.
    Optional<String> textIfAny() throws IOException {
        if (isText()) {
            return Optional.of(parser.getText());
        }
        skip();
        return Optional.empty();
    }

    /// Passes over the value, with every check that reading it would have made.
    void skip() throws IOException {
        int depth = 0;
        while (true) {
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw new AdmissionReviewRefusedException("the body ends too early");
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else {
                refuseLong(token);
            }
            if (depth == 0) {
                return;
            }
            parser.nextToken();
        }
    }

    /// The parser itself checks only what somebody asks for.
    private void refuseLong(JsonToken token) throws IOException {
        int charactersMax = token.isNumeric() ? NUMBER_CHARACTERS_MAX : STRING_CHARACTERS_MAX;
        if ((token.isNumeric() || token == JsonToken.VALUE_STRING) && parser.getTextLength() > charactersMax) {
            throw new AdmissionReviewRefusedException(
                    "the body is not well-formed: a value has more than " + charactersMax + " characters");
        }
    }

    /// Whether nothing but white space follows the value.
    boolean isAtEnd() throws IOException {
        return parser.nextToken() == null;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
