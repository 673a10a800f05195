package io.github.provenancegate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.provenancegate.evidence.ReasonCode;
import io.github.provenancegate.image.UntrustedText;
import io.github.provenancegate.policy.Decision;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Remedy;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// What is not proven, as code scanners tell it (OASIS, "Static Analysis Results Interchange Format" 2.1.0): a
/// rule for each reason code, a result for each image. Proven images are counted only, as a result is something
/// to be mended.
public final class SarifReport implements Report {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String INFORMATION = "https://github.com/provenance-gate/provenance-gate";

    /// The longest text of outside that is repeated.
    private static final int TEXT_LENGTH_MAX = 500;

    private static final List<ReasonCode> RULES = List.of(ReasonCode.values());

    private final JsonGenerator json;
    private final Tally tally = new Tally();

    /// Begins the run.
    ///
    /// @param version of this program
    /// @throws UncheckedIOException when the reader is gone
    public SarifReport(OutputStream out, String version) {
        try {
            json = JsonText.generator(out);
            json.writeStartObject();
            json.writeStringField("$schema", SCHEMA);
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            json.writeStartObject();
            writeTool(version);
            json.writeStringField("columnKind", "unicodeCodePoints");
            json.writeArrayFieldStart("results");
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void writeTool(String version) throws IOException {
        json.writeObjectFieldStart("tool");
        json.writeObjectFieldStart("driver");
        json.writeStringField("name", "provgate");
        json.writeStringField("version", version);
        json.writeStringField("informationUri", INFORMATION);
        json.writeArrayFieldStart("rules");
        for (ReasonCode code : RULES) {
            json.writeStartObject();
            json.writeStringField("id", code.name());
            json.writeStringField("name", camel(code.name()));
            writeText("shortDescription", code.name().replace('_', ' ').toLowerCase(Locale.ROOT));
            writeText("help", Remedy.of(code));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String camel(String constant) {
        StringBuilder camel = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.toString();
    }

    @Override
    public void add(ImageReport image) {
        tally.add(image);
        Verdict verdict = image.judgement().verdict();
        if (verdict.isProven()) {
            return;
        }
        try {
            String asked = UntrustedText.escape(image.asked(), TEXT_LENGTH_MAX);
            json.writeStartObject();
            json.writeStringField("ruleId", verdict.code().name());
            json.writeNumberField("ruleIndex", RULES.indexOf(verdict.code()));
            json.writeStringField("level", level(image));
            writeText(
                    "message",
                    asked + ": " + verdict.status() + " " + verdict.code() + ": " + Explanation.message(verdict));
            json.writeArrayFieldStart("locations");
            writeLocation(image, asked);
            json.writeEndArray();
            json.writeObjectFieldStart("partialFingerprints");
            json.writeStringField("imageAndReason/v1", fingerprint(image, asked, verdict));
            json.writeEndObject();
            json.writeEndObject();
            json.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /// What admission makes of it, where that is known; else what it is.
    private static String level(ImageReport image) {
        return image.occurrence()
                .map(occurrence -> switch (occurrence.decision()) {
                    case Decision.Deny _ -> "error";
                    case Decision.AdmitWithWarning _ -> "warning";
                    case Decision.AdmitAudited _, Decision.AdmitExempted _, Decision.Admit _ -> "note";
                })
                .orElseGet(() -> image.judgement().verdict().isDetermined() ? "error" : "warning");
    }

    private void writeLocation(ImageReport image, String asked) throws IOException {
        json.writeStartObject();
        String name = asked;
        if (image.occurrence().isPresent()) {
            Place place = image.occurrence().get().place();
            name = place.owner();
            switch (place) {
                case Place.Field field -> {
                    name = name + ": " + field.field();
                    json.writeObjectFieldStart("physicalLocation");
                    json.writeObjectFieldStart("artifactLocation");
                    json.writeStringField("uri", uri(field.file()));
                    json.writeEndObject();
                    json.writeObjectFieldStart("region");
                    json.writeNumberField("startLine", field.line());
                    json.writeEndObject();
                    json.writeEndObject();
                }
                case Place.Workload workload -> name = name + ": " + workload.container();
            }
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField("fullyQualifiedName", UntrustedText.escape(name, TEXT_LENGTH_MAX));
        json.writeStringField("kind", "resource");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /// A file's name as a reference that a viewer resolves against the checkout.
    private static String uri(String file) {
        try {
            return new URI(null, null, file, null).getRawPath();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String fingerprint(ImageReport image, String asked, Verdict verdict) {
        return image.occurrence()
                        .map(occurrence ->
                                UntrustedText.escape(occurrence.place().owner(), TEXT_LENGTH_MAX) + " ")
                        .orElse("")
                + asked + " " + verdict.code();
    }

    private void writeText(String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    @Override
    public void close() {
        try {
            json.writeEndArray();
            json.writeObjectFieldStart("properties");
            json.writeNumberField("images", tally.total());
            json.writeNumberField("proven", tally.count(Outcome.PROVEN));
            json.writeNumberField("notProven", tally.count(Outcome.NOT_PROVEN));
            json.writeNumberField("undetermined", tally.count(Outcome.UNDETERMINED));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
            json.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
