package io.github.provenancegate.fake;

/// Strikes before the payload of a legacy signature is signed.
public enum PayloadDefect implements Defect {
    ANOTHER_DIGEST,
    ANOTHER_TYPE,
    /// The digest stands there twice, the right one last.
    DUPLICATE_KEY,
    DIGEST_MISSING,
    DIGEST_NOT_A_STRING,
    EMPTY,
    NOT_JSON,
    TRAILING_TEXT,
    DEEPLY_NESTED,
    /// 128 KiB.
    HUGE;

    private static final String OTHER = "sha256:" + "0".repeat(64);
    private static final int DEPTH = 10_000;
    private static final int HUGE_CHARACTERS = 128 * 1024;

    byte[] spoil(SimpleSigning right) {
        String text = right.json();
        String digest = '"' + right.imageDigest() + '"';
        return Encoding.utf8(
                switch (this) {
                    case ANOTHER_DIGEST -> new SimpleSigning(right.dockerReference(), OTHER).json();
                    case ANOTHER_TYPE -> text.replace("cosign container image signature", "atomic container signature");
                    case DUPLICATE_KEY ->
                        text.replace(
                                "\"docker-manifest-digest\":",
                                "\"docker-manifest-digest\":\"" + OTHER + "\",\"docker-manifest-digest\":");
                    case DIGEST_MISSING -> text.replace("\"docker-manifest-digest\":" + digest, "");
                    case DIGEST_NOT_A_STRING -> text.replace(digest, "[" + digest + "]");
                    case EMPTY -> "";
                    case NOT_JSON -> text.substring(1);
                    case TRAILING_TEXT -> text + "{}";
                    case DEEPLY_NESTED -> optional(text, "[".repeat(DEPTH) + "]".repeat(DEPTH));
                    case HUGE -> optional(text, '"' + "x".repeat(HUGE_CHARACTERS) + '"');
                });
    }

    private static String optional(String text, String value) {
        return text.replace("\"optional\":null", "\"optional\":{\"note\":" + value + "}");
    }
}
