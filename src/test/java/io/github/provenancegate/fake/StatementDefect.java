package io.github.provenancegate.fake;

import java.util.Map;

/// Strikes before the statement of a bundle is signed.
public enum StatementDefect implements Defect {
    ANOTHER_PAYLOAD_TYPE,
    ANOTHER_STATEMENT_TYPE,
    /// A good attestation, which is no signature.
    SBOM_PREDICATE,
    NO_SUBJECT,
    SUBJECT_OF_ANOTHER_DIGEST,
    /// The right digits, called the digest of another algorithm.
    SUBJECT_BY_ANOTHER_ALGORITHM,
    /// Ten thousand subjects, ours last: more than a bundle may hold.
    TOO_MANY_SUBJECTS,
    /// The predicate type stands there twice, the right one last.
    DUPLICATE_KEY,
    TRAILING_TEXT,
    DEEPLY_NESTED;

    private static final String OTHER = "0".repeat(64);
    private static final int MANY = 10_000;
    private static final int DEPTH = 10_000;

    void spoil(Statement statement) {
        switch (this) {
            case ANOTHER_PAYLOAD_TYPE -> statement.payloadType = "application/json";
            case ANOTHER_STATEMENT_TYPE -> statement.type = "https://in-toto.io/Statement/v9";
            case SBOM_PREDICATE -> {
                statement.predicateType = "https://spdx.dev/Document";
                statement.predicate = Map.of("spdxVersion", "SPDX-2.3", "name", "image");
            }
            case NO_SUBJECT -> statement.subjects.clear();
            case SUBJECT_OF_ANOTHER_DIGEST -> statement.subjects.set(0, Statement.subject("sha256", OTHER));
            case SUBJECT_BY_ANOTHER_ALGORITHM ->
                statement.subjects.set(0, Statement.subject("sha512", statement.digestHex));
            case TOO_MANY_SUBJECTS -> {
                for (int i = 0; i < MANY; i++) {
                    statement.subjects.addFirst(Statement.subject("sha256", OTHER));
                }
            }
            case DUPLICATE_KEY -> statement.prefix = "\"predicateType\":\"https://spdx.dev/Document\",";
            case TRAILING_TEXT -> statement.suffix = "{}";
            case DEEPLY_NESTED -> statement.prefix = "\"note\":" + "[".repeat(DEPTH) + "]".repeat(DEPTH) + ',';
        }
    }
}
