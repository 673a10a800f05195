package io.github.provenancegate.sigstore;

import java.util.Arrays;
import java.util.Optional;

/// The kinds of entries that Rekor v1 (`0.0.1`, and `intoto`) and Rekor v2 (`0.0.2`) keep of signatures.
enum EntryKind {
    HASHEDREKORD_1("hashedrekord", "0.0.1"),
    HASHEDREKORD_2("hashedrekord", "0.0.2"),
    DSSE_1("dsse", "0.0.1"),
    DSSE_2("dsse", "0.0.2"),
    INTOTO_2("intoto", "0.0.2");

    private final String kind;
    private final String version;

    EntryKind(String kind, String version) {
        this.kind = kind;
        this.version = version;
    }

    static Optional<EntryKind> of(String kind, String version) {
        return Arrays.stream(values())
                .filter(known -> known.isCalled(kind, version))
                .findAny();
    }

    boolean isCalled(String otherKind, String otherVersion) {
        return kind.equals(otherKind) && version.equals(otherVersion);
    }
}
