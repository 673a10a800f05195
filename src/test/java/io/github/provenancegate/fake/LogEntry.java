package io.github.provenancegate.fake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a log answered: the truth, until a [ReceiptDefect] changes one field.
final class LogEntry {

    String kind;
    String version;
    byte[] body;
    long logIndex;
    byte[] logId;
    /// Seconds since the epoch; a Rekor v2 log gives no time.
    Optional<Long> integratedTime;
    /// The signed entry timestamp of a Rekor v1 log.
    Optional<byte[]> promise = Optional.empty();

    /// Bundles have one.
    Optional<InclusionProof> proof;

    LogEntry(
            EntryKind kind,
            byte[] body,
            long logIndex,
            byte[] logId,
            Optional<Long> integratedTime,
            InclusionProof proof) {
        this.kind = kind.kind();
        this.version = kind.version();
        this.body = body;
        this.logIndex = logIndex;
        this.logId = logId;
        this.integratedTime = integratedTime;
        this.proof = Optional.of(proof);
    }

    /// The canonical JSON that a Rekor v1 log signs as its promise.
    String promised() {
        return CanonicalJson.sorted(payload());
    }

    /// The annotation `dev.sigstore.cosign/bundle`.
    String legacyBundle() {
        var bundle = new LinkedHashMap<String, Object>();
        promise.ifPresent(set -> bundle.put("SignedEntryTimestamp", Encoding.base64(set)));
        bundle.put("Payload", payload());
        return CanonicalJson.asGiven(bundle);
    }

    private Map<String, Object> payload() {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("body", Encoding.base64(body));
        payload.put("integratedTime", integratedTime.orElseThrow());
        payload.put("logIndex", logIndex);
        payload.put("logID", Encoding.hex(logId));
        return payload;
    }

    /// A `TransparencyLogEntry` of a bundle, in protobuf's JSON, where whole numbers of 64 bits are strings.
    Map<String, Object> bundled() {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("logIndex", Long.toString(logIndex));
        entry.put("logId", Map.of("keyId", Encoding.base64(logId)));
        var kindVersion = new LinkedHashMap<String, Object>();
        kindVersion.put("kind", kind);
        kindVersion.put("version", version);
        entry.put("kindVersion", kindVersion);
        integratedTime.ifPresent(time -> entry.put("integratedTime", Long.toString(time)));
        promise.ifPresent(set -> entry.put("inclusionPromise", Map.of("signedEntryTimestamp", Encoding.base64(set))));
        proof.ifPresent(inclusion -> entry.put("inclusionProof", inclusion.bundled()));
        entry.put("canonicalizedBody", Encoding.base64(body));
        return entry;
    }

    /// That the entry is in the tree of a checkpoint.
    static final class InclusionProof {

        long index;
        long size;
        byte[] root;
        List<byte[]> hashes;
        String checkpoint;

        InclusionProof(long index, long size, byte[] root, List<byte[]> hashes, String checkpoint) {
            this.index = index;
            this.size = size;
            this.root = root;
            this.hashes = hashes;
            this.checkpoint = checkpoint;
        }

        private Map<String, Object> bundled() {
            var proof = new LinkedHashMap<String, Object>();
            proof.put("logIndex", Long.toString(index));
            proof.put("rootHash", Encoding.base64(root));
            proof.put("treeSize", Long.toString(size));
            proof.put("hashes", hashes.stream().map(Encoding::base64).toList());
            if (!checkpoint.isEmpty()) {
                proof.put("checkpoint", Map.of("envelope", checkpoint));
            }
            return proof;
        }
    }
}
