package io.github.provenancegate.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Cause;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Replacement;
import io.github.provenancegate.kubernetes.AdmissionAnswer.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// Writes an answer as AdmissionReview v1.
public final class AnswerWriter {
    private static final int FORBIDDEN = 403;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // a uid is repeated as it came, and may hold half a character, which UTF-8 cannot say
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private AnswerWriter() {}

    /// The body of the HTTP answer.
    public static byte[] write(AdmissionAnswer answer) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("apiVersion", "admission.k8s.io/v1");
            json.writeStringField("kind", "AdmissionReview");
            json.writeObjectFieldStart("response");
            json.writeStringField("uid", answer.uid());
            switch (answer.response()) {
                case Response.Allowed _ -> json.writeBooleanField("allowed", true);
                case Response.Pinned(List<Replacement> replacements) -> {
                    json.writeBooleanField("allowed", true);
                    json.writeStringField("patchType", "JSONPatch");
                    json.writeBinaryField("patch", patch(replacements));
                }
                case Response.Denied denied -> {
                    json.writeBooleanField("allowed", false);
                    status(json, denied);
                }
            }
            if (!answer.warnings().isEmpty()) {
                json.writeArrayFieldStart("warnings");
                for (String warning : answer.warnings()) {
                    json.writeString(warning);
                }
                json.writeEndArray();
            }
            json.writeObjectFieldStart("auditAnnotations");
            for (Map.Entry<String, String> annotation :
                    answer.auditAnnotations().entrySet()) {
                json.writeStringField(annotation.getKey(), annotation.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory does not fail to be written", impossible);
        }
        return body.toByteArray();
    }

    /// A JSON Patch (RFC 6902) that fails where a field is no longer what was judged.
    private static byte[] patch(List<Replacement> replacements) throws IOException {
        ByteArrayOutputStream patch = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(patch)) {
            json.writeStartArray();
            for (Replacement one : replacements) {
                operation(json, "test", one.pointer(), one.before());
                operation(json, "replace", one.pointer(), one.after());
            }
            json.writeEndArray();
        }
        return patch.toByteArray();
    }

    private static void operation(JsonGenerator json, String operation, String pointer, String value)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("op", operation);
        json.writeStringField("path", pointer);
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    private static void status(JsonGenerator json, Response.Denied denied) throws IOException {
        json.writeObjectFieldStart("status");
        json.writeNumberField("code", FORBIDDEN);
        json.writeStringField("reason", denied.reason());
        json.writeStringField("message", denied.message());
        if (!denied.causes().isEmpty()) {
            json.writeObjectFieldStart("details");
            json.writeArrayFieldStart("causes");
            for (Cause cause : denied.causes()) {
                json.writeStartObject();
                json.writeStringField("reason", cause.reason());
                json.writeStringField("field", cause.field());
                json.writeStringField("message", cause.message());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
