package io.github.provenancegate.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Changes one place of a JSON document, or of a JSON document that a text in it holds as it is or in Base64.
final class JsonMutation {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// Stand in the tree for what no tree can hold, and are written as it.
    private static final String NOTHING = "\uE000";
    private static final String DEEP = "\uE001";
    private static final String HUGE = "\uE002";

    private static final String BASE64_OF_BRACE = "ey";

    private static final int DEPTH = 5_000;
    private static final int LONG_TEXT = 100_000;

    private final Mutation mutation;
    private final RandomGenerator random;

    JsonMutation(Mutation mutation, RandomGenerator random) {
        this.mutation = mutation;
        this.random = random;
    }

    /// @param key of the member; empty for an element
    private record Place(JsonNode parent, Optional<String> key, int index) {
        JsonNode value() {
            return key.map(parent::get).orElseGet(() -> parent.get(index));
        }

        void set(JsonNode value) {
            if (parent instanceof ArrayNode array) {
                array.set(index, value);
            } else {
                ((ObjectNode) parent).set(key.orElseThrow(), value);
            }
        }
    }

    byte[] of(byte[] document) {
        try {
            return of(MAPPER.readTree(document)).getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String of(JsonNode root) {
        List<Place> places = places(root, new ArrayList<>());
        List<Place> holders =
                places.stream().filter(place -> holdsJson(place.value())).toList();
        if (!holders.isEmpty() && random.nextBoolean()) {
            Place holder = any(holders);
            boolean base64 = embedded(holder.value().textValue()).isEmpty();
            String inner = of(content(holder.value()).orElseThrow());
            holder.set(TextNode.valueOf(
                    base64 ? Base64.getEncoder().encodeToString(inner.getBytes(StandardCharsets.UTF_8)) : inner));
        } else {
            List<Place> fit = places.stream().filter(this::fits).toList();
            if (!fit.isEmpty()) {
                change(any(fit));
            }
        }
        return written(root);
    }

    private String written(JsonNode root) {
        String number =
                any(List.of("1e999999999", "9".repeat(25), "9".repeat(5_000), "-1", "0.5", "18446744073709551616"));
        return root.toString()
                .replace(NOTHING, "")
                .replace('"' + DEEP + '"', "[".repeat(DEPTH) + "]".repeat(DEPTH))
                .replace('"' + HUGE + '"', number);
    }

    private static List<Place> places(JsonNode node, List<Place> places) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, Optional.empty(), i));
            }
        }
        node.propertyStream().forEach(member -> places.add(new Place(node, Optional.of(member.getKey()), 0)));
        node.forEach(child -> places(child, places));
        return places;
    }

    private boolean fits(Place place) {
        return switch (mutation) {
            case MEMBER_REMOVED, MEMBER_DUPLICATED, MEMBER_RENAMED ->
                place.key().isPresent();
            case ELEMENT_REMOVED, ELEMENT_DUPLICATED -> place.key().isEmpty();
            case ELEMENTS_SWAPPED -> place.key().isEmpty() && place.parent().size() > 1;
            case BASE64_BIT_FLIPPED, BASE64_NOT_CANONICAL -> isBase64(place.value());
            default -> true; // the kinds that change any value
        };
    }

    private void change(Place place) {
        JsonNode value = place.value();
        switch (mutation) {
            case MEMBER_REMOVED ->
                ((ObjectNode) place.parent()).remove(place.key().orElseThrow());
            case MEMBER_DUPLICATED ->
                ((ObjectNode) place.parent())
                        .set(place.key().orElseThrow() + NOTHING, any(List.of(value, NODES.nullNode())));
            case MEMBER_RENAMED ->
                rename((ObjectNode) place.parent(), place.key().orElseThrow());
            case VALUE_OF_ANOTHER_TYPE -> place.set(otherType(value));
            case VALUE_NULL -> place.set(NODES.nullNode());
            case VALUE_EMPTY ->
                place.set(any(List.<JsonNode>of(NODES.textNode(""), NODES.arrayNode(), NODES.objectNode())));
            case VALUE_A_HUGE_NUMBER -> place.set(NODES.textNode(HUGE));
            case VALUE_A_LONG_TEXT -> place.set(NODES.textNode("A".repeat(LONG_TEXT)));
            case VALUE_NESTED_DEEPLY -> place.set(NODES.textNode(DEEP));
            case ELEMENT_REMOVED -> ((ArrayNode) place.parent()).remove(place.index());
            case ELEMENT_DUPLICATED -> ((ArrayNode) place.parent()).insert(place.index(), value);
            case ELEMENTS_SWAPPED -> {
                Place other = new Place(
                        place.parent(),
                        Optional.empty(),
                        (place.index() + 1) % place.parent().size());
                place.set(other.value());
                other.set(value);
            }
            case BASE64_BIT_FLIPPED ->
                place.set(NODES.textNode(Base64.getEncoder()
                        .encodeToString(Mutation.bitFlipped(Base64.getDecoder().decode(value.textValue()), random))));
            case BASE64_NOT_CANONICAL -> place.set(NODES.textNode(notCanonical(value.textValue())));
            default -> throw new IllegalStateException(mutation + " changes bytes");
        }
    }

    private void rename(ObjectNode parent, String key) {
        JsonNode value = parent.remove(key);
        String snake = key.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        parent.set(any(List.of(key + "x", snake.equals(key) ? key.toUpperCase(Locale.ROOT) : snake)), value);
    }

    private JsonNode otherType(JsonNode value) {
        if (value.isTextual() && value.textValue().matches("[0-9]{1,18}") && random.nextBoolean()) {
            return NODES.numberNode(Long.parseLong(value.textValue()));
        }
        return any(List.<JsonNode>of(
                NODES.numberNode(7),
                NODES.booleanNode(true),
                NODES.textNode(value.asText("text")),
                NODES.arrayNode().add(value),
                NODES.objectNode().set("value", value)));
    }

    private String notCanonical(String base64) {
        int padding = base64.indexOf('=');
        int middle = base64.length() / 2;
        return switch (random.nextInt(4)) {
            case 0 -> base64.substring(0, middle) + "\n" + base64.substring(middle);
            case 1 -> padding < 0 ? base64 + "=" : base64.substring(0, padding);
            case 2 ->
                padding < 0
                        ? base64 + " "
                        : base64.substring(0, padding - 1)
                                + (char) (base64.charAt(padding - 1) + 1)
                                + base64.substring(padding);
            default -> base64.replace('+', '-').replace('/', '_');
        };
    }

    private static boolean holdsJson(JsonNode value) {
        return content(value).isPresent();
    }

    /// The document that a text is, or is the Base64 of.
    private static Optional<JsonNode> content(JsonNode value) {
        String text = value.asText();
        if (!value.isTextual() || !(text.startsWith("{") || text.startsWith(BASE64_OF_BRACE))) {
            return Optional.empty();
        }
        Optional<JsonNode> plain = embedded(text);
        return plain.isPresent() || !isBase64(value)
                ? plain
                : embedded(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }

    private static Optional<JsonNode> embedded(String text) {
        try {
            return text.startsWith("{") ? Optional.of(MAPPER.readTree(text)) : Optional.empty();
        } catch (IOException otherText) {
            return Optional.empty();
        }
    }

    private static boolean isBase64(JsonNode value) {
        return value.isTextual()
                && value.textValue().length() >= 8
                && value.textValue().length() % 4 == 0
                && value.textValue().matches("[A-Za-z0-9+/]+={0,2}");
    }

    private <T> T any(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }
}
