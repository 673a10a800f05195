package io.github.provenancegate.webhook;

import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import java.time.Duration;
import java.util.Optional;

/// The one line that each review leaves in the log: `name="value"` pairs, so that people and machines find a
/// review by any of them. Texts from outside are escaped.
final class ReviewLog {
    private static final int VALUE_CHARACTERS_MAX = 1_100;

    private ReviewLog() {}

    /// @param what was done
    static String line(String what, AdmissionRequest request, Reviewed reviewed, Duration took) {
        StringBuilder line = new StringBuilder(what);
        pair(line, "decision", Optional.of(reviewed.decision()));
        var audit = reviewed.answer().auditAnnotations();
        for (String name : new String[] {"status", "reason", "why", "policy"}) {
            pair(line, name, Optional.ofNullable(audit.get(name)));
        }
        pair(line, "operation", Optional.of(request.operation().name()));
        pair(line, "kind", Optional.of(request.kind().kind()));
        pair(line, "subResource", request.subResource());
        pair(line, "namespace", request.namespace());
        pair(line, "name", request.name().or(() -> request.object().flatMap(object -> object.generateName())));
        pair(line, "effect", Optional.of(request.effect().name()));
        pair(line, "uid", Optional.of(request.uid()));
        pair(
                line,
                "images",
                Optional.ofNullable(audit.get("images")).or(() -> Optional.ofNullable(audit.get("image"))));
        pair(line, "tookMillis", Optional.of(String.valueOf(took.toMillis())));
        return line.toString();
    }

    private static void pair(StringBuilder line, String name, Optional<String> value) {
        value.ifPresent(text -> line.append(' ').append(name).append('=').append(quoted(text)));
    }

    /// The text in quotes, with nothing in it that could end them or the line.
    static String quoted(String text) {
        String safe = UntrustedText.escape(text, VALUE_CHARACTERS_MAX);
        return '"' + safe.replace("\"", "\\\"") + '"';
    }
}
