package io.github.provenancegate.fake;

/// Where a signature is entered, and as what.
public enum Logging {
    NONE,
    /// As hashedrekord 0.0.1 in the legacy layout and for a message, as dsse 0.0.1 in a bundle.
    REKOR_1,
    /// As hashedrekord 0.0.2, of an envelope over its pre-authentication encoding: cosign 3.1.
    REKOR_2,
    /// As dsse 0.0.2: cosign 3.0.
    REKOR_2_DSSE;

    EntryKind ofEnvelope() {
        return switch (this) {
            case NONE, REKOR_1 -> EntryKind.DSSE_1;
            case REKOR_2 -> EntryKind.HASHEDREKORD_2;
            case REKOR_2_DSSE -> EntryKind.DSSE_2;
        };
    }

    EntryKind ofMessage() {
        return switch (this) {
            case NONE, REKOR_1 -> EntryKind.HASHEDREKORD_1;
            case REKOR_2, REKOR_2_DSSE -> EntryKind.HASHEDREKORD_2;
        };
    }

    /// Rekor v1 says when; after Rekor v2 somebody else has to.
    boolean saysWhen() {
        return switch (this) {
            case NONE, REKOR_1 -> true;
            case REKOR_2, REKOR_2_DSSE -> false;
        };
    }
}
