package io.github.provenancegate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.provenancegate.evidence.LogEntry;
import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.policy.Exemption;
import io.github.provenancegate.policy.Ruling;
import io.github.provenancegate.verdict.Explanation;
import io.github.provenancegate.verdict.Judgement;
import io.github.provenancegate.verdict.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/// An array of one object per image. Its field names are what others script against: added to, never changed.
///
/// Everything beyond ASCII is escaped, so that the document is the same in every locale and no text from
/// outside can speak to the terminal that shows it.
public final class JsonReport implements Report {
    private final JsonGenerator json;

    /// Begins the array.
    ///
    /// @throws UncheckedIOException when the reader is gone
    public JsonReport(OutputStream out) {
        try {
            json = JsonText.generator(out);
            json.writeStartArray();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void add(ImageReport image) {
        try {
            write(image);
            json.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        try {
            json.writeEndArray();
            json.writeRaw('\n');
            json.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void write(ImageReport image) throws IOException {
        Judgement judgement = image.judgement();
        Optional<ImageReference> reference = image.reference();
        json.writeStartObject();
        json.writeStringField("image", image.asked());
        writeText("repository", reference.map(named -> named.repository().toString()));
        writeText("tag", reference.flatMap(ImageReference::tag));
        writeText("digest", image.digest().map(Object::toString));
        writeVerdict(judgement.verdict());
        writeText("baseDigest", judgement.base().map(Object::toString));
        writeProof("delivery", judgement.delivery());
        writeProof("build", judgement.build());
        json.writeArrayFieldStart("found");
        for (Found found : Found.in(image)) {
            json.writeStartObject();
            writeSigner(found.signer());
            json.writeStringField("code", found.code().name());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeText("policy", image.policy());
        json.writeArrayFieldStart("policies");
        for (Ruling.ByPolicy one : image.policies()) {
            json.writeStartObject();
            json.writeStringField("name", one.policy());
            json.writeStringField("mode", one.mode().name().toLowerCase(Locale.ROOT));
            json.writeStringField("decision", one.decision().word());
            writeVerdict(one.judgement().verdict());
            writeExemption(one.exemption());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeOccurrence(image.occurrence());
        json.writeNumberField("durationMillis", image.took().toMillis());
        json.writeNumberField("registryRequests", image.registryRequests());
        json.writeEndObject();
    }

    /// Only where the image was found somewhere.
    private void writeOccurrence(Optional<Occurrence> occurrence) throws IOException {
        if (occurrence.isEmpty()) {
            return;
        }
        json.writeStringField("decision", occurrence.get().decision().word());
        json.writeObjectFieldStart("place");
        switch (occurrence.get().place()) {
            case Place.Field field -> {
                json.writeStringField("file", field.file());
                json.writeNumberField("document", field.document());
                json.writeNumberField("line", field.line());
                json.writeStringField("kind", field.kind());
                writeText("namespace", field.namespace());
                json.writeStringField("name", field.name());
                json.writeStringField("field", field.field());
                writeText("container", field.container());
            }
            case Place.Workload workload -> {
                json.writeStringField("namespace", workload.namespace());
                json.writeStringField("kind", workload.kind());
                json.writeStringField("name", workload.name());
                json.writeStringField("container", workload.container());
                json.writeNumberField("pods", workload.pods());
                json.writeStringField("written", workload.written());
                writeText("running", workload.running().map(Object::toString));
                writeText("now", workload.now().map(Object::toString));
                json.writeBooleanField("moved", workload.hasMoved());
            }
        }
        json.writeEndObject();
    }

    private void writeVerdict(Verdict verdict) throws IOException {
        json.writeStringField("status", verdict.status().name());
        json.writeStringField("reason", verdict.code().name());
        json.writeBooleanField("determined", verdict.isDetermined());
        json.writeStringField("message", Explanation.message(verdict));
    }

    private void writeExemption(Optional<Exemption> exemption) throws IOException {
        if (exemption.isEmpty()) {
            json.writeNullField("exemption");
            return;
        }
        json.writeObjectFieldStart("exemption");
        json.writeStringField("reason", exemption.get().reason());
        json.writeStringField("until", exemption.get().until().toString());
        json.writeEndObject();
    }

    private void writeProof(String field, Optional<Proof> proof) throws IOException {
        if (proof.isEmpty()) {
            json.writeNullField(field);
            return;
        }
        Proof proven = proof.get();
        LogEntry entry = proven.logEntry();
        json.writeObjectFieldStart(field);
        writeSigner(Optional.of(proven.signer()));
        json.writeStringField("trustRoot", proven.trustRoot());
        json.writeNumberField("logIndex", entry.index());
        json.writeStringField("logId", entry.logId());
        writeText("integratedTime", entry.integratedTime().map(Object::toString));
        json.writeStringField("format", proven.format().name().toLowerCase(Locale.ROOT));
        json.writeStringField("signatureDigest", proven.signatureDigest().toString());
        writeText("repository", proven.repository().map(Object::toString));
        json.writeEndObject();
    }

    private void writeSigner(Optional<Signer> signer) throws IOException {
        if (signer.isEmpty()) {
            json.writeNullField("signer");
            return;
        }
        json.writeObjectFieldStart("signer");
        json.writeStringField("issuer", signer.get().issuer());
        json.writeStringField("subject", signer.get().subject());
        json.writeEndObject();
    }

    private void writeText(String field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(field, text.get());
        } else {
            json.writeNullField(field);
        }
    }
}
