package io.github.provenancegate.fake;

import java.time.Instant;

/// Strikes when the timestamp is made.
public enum TimestampDefect implements Defect {
    /// A good timestamp of a moment when the certificate was over.
    AFTER_CERTIFICATE,
    OVER_OTHER_BYTES,
    BY_UNTRUSTED_AUTHORITY,
    /// It was trusted until the day before.
    BY_RETIRED_AUTHORITY,
    TOKEN_SPOILED;

    byte[] timestamp(
            byte[] signature,
            Leaf leaf,
            VirtualSigstore sigstore,
            VirtualTimestampAuthority.Certificates certificates) {
        VirtualTimestampAuthority authority = sigstore.timestampAuthority();
        Instant at = sigstore.soon();
        return switch (this) {
            case AFTER_CERTIFICATE ->
                authority.timestamp(signature, leaf.notAfter().plusSeconds(1), certificates);
            case OVER_OTHER_BYTES -> authority.timestamp(Encoding.withLastBitFlipped(signature), at, certificates);
            case BY_UNTRUSTED_AUTHORITY ->
                sigstore.untrustedTimestampAuthority().timestamp(signature, at, certificates);
            case BY_RETIRED_AUTHORITY -> sigstore.retiredTimestampAuthority().timestamp(signature, at, certificates);
            case TOKEN_SPOILED -> Encoding.withLastBitFlipped(authority.timestamp(signature, at, certificates));
        };
    }
}
