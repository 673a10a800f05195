package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.KEY_UNSUPPORTED;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.SIGNATURE_INVALID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import java.util.Optional;

/// One layer of a `.sig` manifest, as somebody wrote it: nothing of it is believed yet. The annotation
/// `dev.sigstore.cosign/chain` is not even read; whom to believe is the trust root's business.
///
/// @param payload digest of the layer
/// @param size length of the layer in bytes, as its descriptor says
/// @param signature Base64 of a DER ECDSA signature; this and the rest empty where the annotation is absent or empty
/// @param certificate PEM
/// @param logEntry `{"SignedEntryTimestamp":…,"Payload":{body,integratedTime,logIndex,logID}}`
/// @param timestamp `{"SignedRFC3161Timestamp":…}`
record LegacyCandidate(
        Digest payload,
        long size,
        Optional<String> signature,
        Optional<String> certificate,
        Optional<String> logEntry,
        Optional<String> timestamp) {
    byte[] signatureBytes() {
        String base64 = signature.orElseThrow(
                () -> new Refutation(SIGNATURE_INVALID, "the signature layer carries no signature"));
        return Refutation.unless(SIGNATURE_INVALID, "the signature is not Base64", () -> Encoding.base64(base64));
    }

    /// Exactly one certificate; a bare key proves no identity.
    LeafCertificate leaf() {
        String pem = certificate.orElseThrow(LegacyCandidate::bareKey);
        if (Encoding.pemLabel(pem).endsWith("PUBLIC KEY")) {
            throw bareKey();
        }
        return LeafCertificate.parse(Refutation.unless(
                CERTIFICATE_INVALID,
                "the certificate is not exactly one PEM certificate",
                () -> Encoding.pem(pem, "CERTIFICATE")));
    }

    Optional<LogPromise> promise() {
        return logEntry.map(json -> Refutation.unless(LOG_ENTRY_INVALID, "the log entry cannot be read", () -> {
            ObjectNode entry = StrictJson.parseObject(json);
            ObjectNode payload = StrictJson.object(entry, "Payload");
            return new LogPromise(
                    StrictJson.text(payload, "body"),
                    StrictJson.natural(payload, "integratedTime"),
                    StrictJson.text(payload, "logID"),
                    StrictJson.natural(payload, "logIndex"),
                    StrictJson.text(entry, "SignedEntryTimestamp"));
        }));
    }

    /// The timestamp's bytes; empty also where they cannot be read: a legacy timestamp that says nothing is ignored.
    Optional<byte[]> timestampResponse() {
        return timestamp.flatMap(json -> {
            try {
                return Optional.of(
                        Encoding.base64(StrictJson.text(StrictJson.parseObject(json), "SignedRFC3161Timestamp")));
            } catch (StrictJson.MalformedException | IllegalArgumentException ignored) {
                return Optional.empty();
            }
        });
    }

    /// Whom the certificate names, if it can be read; only for the order of candidates and for messages.
    Optional<Signer> claimedSigner() {
        try {
            return leaf().claimedSigner();
        } catch (Refutation unreadable) {
            return Optional.empty();
        }
    }

    private static Refutation bareKey() {
        return new Refutation(
                KEY_UNSUPPORTED, "the signature was made with a bare key; only certificates say who signed");
    }
}
