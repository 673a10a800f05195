package io.github.provenancegate.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.provenancegate.image.UntrustedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads one JSON object from outside, in one pass and without a tree: no duplicate keys, nothing behind it, no other
/// encoding than UTF-8. Memory stays in proportion to what is asked for, not to what was sent.
final class StrictJson implements AutoCloseable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64) // an index is four deep; recursion of a reader ends here
                    .maxStringLength(1 << 20) // signatures stand in annotations, with certificates and log entries
                    .maxNameLength(1 << 12) // annotation names; each is remembered to detect duplicates
                    .maxNumberLength(32) // sizes; no number of a million digits is ever parsed
                    .maxTokenCount(400_000) // ten thousand layers with annotations
                    .build())
            .build();

    /// What to do with a member's value; the parser stands on its first token.
    @FunctionalInterface
    interface Member {
        void read(String name, StrictJson json) throws IOException, MalformedDocumentException;
    }

    private final JsonParser parser;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /// Reads an object and everything in it; what `member` does not read is skipped.
    ///
    /// @param what names the document in the exception
    static void read(byte[] content, String what, Member member) throws MalformedDocumentException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new MalformedDocumentException(what + " is not written in UTF-8");
        }
        try (StrictJson json = new StrictJson(FACTORY.createParser(text))) {
            if (json.parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedDocumentException(what + " is no JSON object");
            }
            json.object(member);
            if (json.parser.nextToken() != null) {
                throw new MalformedDocumentException(what + " goes on behind its end");
            }
        } catch (IOException refused) {
            // the parser's message repeats the text that it refused
            throw new MalformedDocumentException(what + " is not strict JSON");
        }
    }

    /// Reads the object on which the parser stands; a `null` in its place has no members.
    ///
    /// @throws MalformedDocumentException when it is neither
    void object(Member member) throws IOException, MalformedDocumentException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken first = parser.nextToken();
            member.read(name, this);
            if (parser.currentToken() == first && first.isStructStart()) {
                parser.skipChildren();
            }
        }
    }

    /// What to do with an element; the parser stands on its first token.
    @FunctionalInterface
    interface Element {
        void read() throws IOException, MalformedDocumentException;
    }

    /// Reads the array on which the parser stands; a `null` in its place has no elements.
    void array(Element element) throws IOException, MalformedDocumentException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_ARRAY, "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    /// The string on which the parser stands; empty for `null`.
    Optional<String> string() throws IOException, MalformedDocumentException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        expect(JsonToken.VALUE_STRING, "a string");
        return Optional.of(parser.getText());
    }

    /// The whole number on which the parser stands.
    long number() throws IOException, MalformedDocumentException {
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
        return parser.getLongValue();
    }

    /// Whether the parser stands on anything but `null`.
    boolean isPresent() {
        return parser.currentToken() != JsonToken.VALUE_NULL;
    }

    private void expect(JsonToken wanted, String words) throws MalformedDocumentException, IOException {
        if (parser.currentToken() != wanted) {
            String name = Optional.ofNullable(parser.currentName()).orElse("a value");
            throw new MalformedDocumentException("its " + UntrustedText.quote(name) + " is not " + words);
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
