package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// What a transparency log recorded, and whether it is about this very signature: hash, signature **and** certificate
/// must all be ours, or any genuine entry could be spliced in.
final class EntryBody {
    private final ObjectNode body;

    private EntryBody(ObjectNode body) {
        this.body = body;
    }

    static EntryBody parse(byte[] json) {
        return Refutation.unless(
                LOG_ENTRY_MISMATCH, "the log entry cannot be read", () -> new EntryBody(StrictJson.parseObject(json)));
    }

    /// Refutes an entry that is not a `hashedrekord` 0.0.1 of this artefact, signature and certificate.
    void requireHashedRekord1(byte[] sha256, byte[] signature, LeafCertificate leaf) {
        Refutation.unless(LOG_ENTRY_MISMATCH, "the log entry is not one of a signed hash", () -> {
            if (!StrictJson.text(body, "kind").equals("hashedrekord")
                    || !StrictJson.text(body, "apiVersion").equals("0.0.1")) {
                throw mismatch("the log entry is of another kind");
            }
            ObjectNode spec = StrictJson.object(body, "spec");
            ObjectNode hash = StrictJson.object(StrictJson.object(spec, "data"), "hash");
            if (!StrictJson.text(hash, "algorithm").equals("sha256")
                    || !StrictJson.text(hash, "value").equals(HexFormat.of().formatHex(sha256))) {
                throw mismatch("the log entry is about another artefact");
            }
            ObjectNode signed = StrictJson.object(spec, "signature");
            if (!Arrays.equals(Encoding.base64(StrictJson.text(signed, "content")), signature)) {
                throw mismatch("the log entry is about another signature");
            }
            requireCertificate(StrictJson.text(StrictJson.object(signed, "publicKey"), "content"), leaf);
            return true;
        });
    }

    /// @param pem Base64 of the PEM certificate, as Rekor v1 stores verifiers
    private static void requireCertificate(String pem, LeafCertificate leaf) {
        String text = new String(Encoding.base64(pem), StandardCharsets.UTF_8);
        if (!Encoding.pemLabel(text).equals("CERTIFICATE") || !leaf.hasDer(Encoding.pem(text, "CERTIFICATE"))) {
            throw mismatch("the log entry is about another certificate");
        }
    }

    private static Refutation mismatch(String sentence) {
        return new Refutation(LOG_ENTRY_MISMATCH, sentence);
    }
}
