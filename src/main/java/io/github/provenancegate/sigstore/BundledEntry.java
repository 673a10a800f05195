package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;
import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_MISMATCH;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.provenancegate.sigstore.StrictJson.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A log entry as a bundle carries it (`dev.sigstore.rekor.v1.TransparencyLogEntry`).
final class BundledEntry {
    private final long logIndex;
    private final String logId;
    private final String kind;
    private final String version;
    private final byte[] body;
    private final Optional<LogPromise> promise;
    private final Optional<InclusionProof> proof;

    private BundledEntry(
            long logIndex,
            String logId,
            String kind,
            String version,
            byte[] body,
            Optional<LogPromise> promise,
            Optional<InclusionProof> proof) {
        this.logIndex = logIndex;
        this.logId = logId;
        this.kind = kind;
        this.version = version;
        this.body = body;
        this.promise = promise;
        this.proof = proof;
    }

    static BundledEntry parse(JsonNode entry) {
        return Refutation.unless(LOG_ENTRY_INVALID, "the log entry cannot be read", () -> {
            long logIndex = ProtoJson.natural(entry, "logIndex");
            String logId = HexFormat.of().formatHex(ProtoJson.bytes(StrictJson.object(entry, "logId"), "keyId"));
            JsonNode kind = StrictJson.object(entry, "kindVersion");
            byte[] body = ProtoJson.bytes(entry, "canonicalizedBody");
            Optional<LogPromise> promise = entry.hasNonNull("inclusionPromise")
                    ? Optional.of(new LogPromise(
                            Base64.getEncoder().encodeToString(body),
                            ProtoJson.natural(entry, "integratedTime"),
                            logId,
                            logIndex,
                            entry.get("inclusionPromise")
                                    .path("signedEntryTimestamp")
                                    .asText("")))
                    : Optional.empty();
            Optional<InclusionProof> proof = entry.hasNonNull("inclusionProof")
                    ? Optional.of(proof(StrictJson.object(entry, "inclusionProof")))
                    : Optional.empty();
            return new BundledEntry(
                    logIndex,
                    logId,
                    StrictJson.text(kind, "kind"),
                    StrictJson.text(kind, "version"),
                    body,
                    promise,
                    proof);
        });
    }

    private static InclusionProof proof(JsonNode proof) throws MalformedException {
        JsonNode list = proof.path("hashes");
        if (!list.isArray() && !ProtoJson.isLeftOut(list)) {
            throw new MalformedException("has no list \"hashes\"");
        }
        List<byte[]> hashes = new ArrayList<>();
        for (JsonNode hash : list) {
            hashes.add(ProtoJson.bytes(hash));
        }
        return new InclusionProof(
                ProtoJson.natural(proof, "logIndex"),
                ProtoJson.natural(proof, "treeSize"),
                ProtoJson.bytes(proof, "rootHash"),
                hashes,
                checkpoint(proof));
    }

    private static Optional<String> checkpoint(JsonNode proof) throws MalformedException {
        if (ProtoJson.isLeftOut(proof.path("checkpoint"))
                || ProtoJson.isLeftOut(StrictJson.object(proof, "checkpoint").path("envelope"))) {
            return Optional.empty();
        }
        return Optional.of(StrictJson.text(proof.path("checkpoint"), "envelope"))
                .filter(envelope -> !envelope.isEmpty());
    }

    /// Two entries of the same place are one.
    String place() {
        return logId + " " + logIndex;
    }

    String logId() {
        return logId;
    }

    /// The index that the log vouches for: the promise covers the log's own, the proof only the one in its
    /// tree.
    long logIndex() {
        return promise.isPresent()
                ? logIndex
                : proof.map(InclusionProof::logIndex).orElse(logIndex);
    }

    byte[] body() {
        return body;
    }

    Optional<LogPromise> promise() {
        return promise;
    }

    Optional<InclusionProof> proof() {
        return proof;
    }

    /// The entry itself, whose kind must be what the bundle calls it.
    EntryBody content() {
        EntryBody content = EntryBody.parse(body);
        if (!content.kind().isCalled(kind, version)) {
            throw new Refutation(LOG_ENTRY_MISMATCH, "the log entry is of another kind than the bundle says");
        }
        return content;
    }
}
