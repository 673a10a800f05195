package io.github.provenancegate.webhook;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/// The one line that each review leaves in the log: `name="value"` pairs in text, fields of their own in JSON,
/// named as in the audit annotations, so that people and machines find a review by any of them. Texts from
/// outside are escaped.
final class ReviewLog {
    private static final Logger LOG = Logger.getLogger(ReviewLog.class.getName());

    private static final int VALUE_CHARACTERS_MAX = 1_100;

    /// What the audit log has too, in this order.
    private static final List<String> AUDITED =
            List.of("status", "reason", "why", "policy", "image", "digest", "images", "exemptions");

    private ReviewLog() {}

    /// Writes the line; at level WARN when something could not be found out, which somebody should see.
    ///
    /// @param what was done
    static void tell(String what, AdmissionRequest request, Reviewed reviewed, Duration took, ReviewSpan span) {
        Level level = reviewed.isDetermined() ? Level.INFO : Level.WARN;
        if (LOG.isLoggable(level)) {
            Map<String, Object> fields = new LinkedHashMap<>(fields(request, reviewed));
            fields.put("tookMillis", took.toMillis());
            span.traceId().ifPresent(trace -> fields.put("traceId", trace));
            LOG.logRaw(new ReviewRecord(level, line(what, fields), brief(what, fields), fields));
        }
    }

    /// What is said of a review wherever it is told, by name; safe to print.
    static Map<String, String> fields(AdmissionRequest request, Reviewed reviewed) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "decision", Optional.of(reviewed.decision()));
        Map<String, String> audit = reviewed.answer().auditAnnotations();
        AUDITED.forEach(name -> put(fields, name, Optional.ofNullable(audit.get(name))));
        put(fields, "operation", Optional.of(request.operation().name()));
        put(fields, "kind", Optional.of(request.kind().kind()));
        put(fields, "subResource", request.subResource());
        put(fields, "namespace", request.namespace());
        put(fields, "name", request.name().or(() -> request.object().flatMap(object -> object.generateName())));
        put(fields, "effect", Optional.of(request.effect().name()));
        put(fields, "uid", Optional.of(request.uid()));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Optional<String> value) {
        value.ifPresent(text -> fields.put(name, UntrustedText.escape(text, VALUE_CHARACTERS_MAX)));
    }

    static String line(String what, Map<String, ?> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + inQuotes(String.valueOf(field.getValue())))
                .collect(Collectors.joining(" ", what + " ", ""));
    }

    private static String brief(String what, Map<String, ?> fields) {
        return Stream.of("decision", "status", "reason", "why")
                .filter(fields::containsKey)
                .map(name -> String.valueOf(fields.get(name)))
                .collect(Collectors.joining(" ", what + ": ", ""));
    }

    /// The text in quotes, with nothing in it that could end them or the line.
    static String quoted(String text) {
        return inQuotes(UntrustedText.escape(text, VALUE_CHARACTERS_MAX));
    }

    private static String inQuotes(String safe) {
        return '"' + safe.replace("\"", "\\\"") + '"';
    }
}
