package io.github.provenancegate.fake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Strikes after the log has answered.
public enum ReceiptDefect implements Defect {
    PROMISE_BY_ANOTHER_LOG,
    PROMISE_SPOILED,
    PROMISE_EMPTY,
    PROMISE_MISSING,
    /// A digit of the first hash in the body.
    BODY_BYTE_CHANGED,
    TIME_CHANGED,
    INDEX_CHANGED,
    INDEX_NEGATIVE;

    /// What spoils the answer of a Rekor v1 log.
    static List<ReceiptDefect> ofRekor1() {
        return List.of(values());
    }

    /// What spoils the answer of a Rekor v2 log, which promises nothing and gives no time.
    static List<ReceiptDefect> ofRekor2() {
        return List.of(BODY_BYTE_CHANGED, INDEX_NEGATIVE);
    }

    void spoil(LogEntry entry, VirtualSigstore sigstore) {
        switch (this) {
            case PROMISE_BY_ANOTHER_LOG ->
                entry.promise = Optional.of(sigstore.unknownRekor1().promise(entry));
            case PROMISE_SPOILED -> entry.promise = entry.promise.map(Encoding::withLastBitFlipped);
            case PROMISE_EMPTY -> entry.promise = Optional.of(new byte[0]);
            case PROMISE_MISSING -> entry.promise = Optional.empty();
            case BODY_BYTE_CHANGED -> entry.body = withADigitChanged(entry.body);
            case TIME_CHANGED -> entry.integratedTime = entry.integratedTime.map(time -> time + 1);
            case INDEX_CHANGED -> entry.logIndex++;
            case INDEX_NEGATIVE -> entry.logIndex = -1;
        }
    }

    private static byte[] withADigitChanged(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        // Rekor v1 writes hashes in hexadecimal digits as "value", Rekor v2 in base64 as "digest".
        String before = text.contains("\"value\":\"") ? "\"value\":\"" : "\"digest\":\"";
        int at = text.indexOf(before) + before.length();
        char other = text.charAt(at) == '0' ? '1' : '0';
        return Encoding.utf8(text.substring(0, at) + other + text.substring(at + 1));
    }
}
