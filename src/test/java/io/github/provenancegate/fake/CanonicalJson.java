package io.github.provenancegate.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/// JSON as the parts of a Sigstore write it.
final class CanonicalJson {

    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final ObjectMapper AS_GIVEN = new ObjectMapper();

    private CanonicalJson() {}

    /// RFC 8785 for what occurs here: ASCII strings that need no escape but `"`, and whole numbers. Rekor stores
    /// entries in this form, and signs its promises over it.
    static String sorted(Map<String, ?> value) {
        return write(SORTED, value);
    }

    /// Compact, keys in the order in which the map gives them.
    static String asGiven(Object value) {
        return write(AS_GIVEN, value);
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
