package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A Rekor v1 entry with the log's promise to include it (the signed entry timestamp, SET): the promise is a signature
/// over the canonical JSON of body, time, log and index (RFC 8785 order: `body`, `integratedTime`, `logID`,
/// `logIndex`).
///
/// @param body canonical Base64 of the entry
/// @param integratedTime seconds since 1970, of no worth before the promise verifies
/// @param logId lower-case hexadecimal
/// @param promise canonical Base64 of the signature
record LogPromise(String body, long integratedTime, String logId, long logIndex, String promise) {
    /// Refutes a promise that the log's key has not made.
    void requireOf(TrustedLog log) {
        byte[] signature = Refutation.unless(
                LOG_ENTRY_INVALID, "the log entry's promise is not Base64", () -> Encoding.base64(promise));
        byte[] canonical = ("{\"body\":\"" + body + "\",\"integratedTime\":" + integratedTime + ",\"logID\":\"" + logId
                        + "\",\"logIndex\":" + logIndex + "}")
                .getBytes(StandardCharsets.UTF_8);
        if (!log.signed(canonical, signature)) {
            throw new Refutation(LOG_ENTRY_INVALID, "the transparency log has not made the log entry's promise");
        }
    }

    /// The entry's bytes.
    byte[] entry() {
        return Refutation.unless(LOG_ENTRY_INVALID, "the log entry is not Base64", () -> Encoding.base64(body));
    }

    Instant time() {
        return Refutation.unless(
                LOG_ENTRY_INVALID, "the log entry's time is impossible", () -> Instant.ofEpochSecond(integratedTime));
    }
}
