package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// A log's signed statement of its size and root hash: a signed note (<https://c2sp.org/signed-note>,
/// <https://c2sp.org/tlog-checkpoint>). Signatures of witnesses, whom no trust root names, are passed over.
final class Checkpoint {
    /// A log's own signature and those of a handful of witnesses.
    static final int SIGNATURES_MAX = 20;

    /// Longest note; a genuine one with four signatures has 600 bytes.
    static final int TEXT_LENGTH_MAX = 16 * 1024;

    private static final String SIGNATURE_MARK = "\u2014 ";
    private static final int KEY_HINT_BYTES = 4;

    private final String text;
    private final String origin;
    private final long treeSize;
    private final byte[] rootHash;
    private final List<SignatureLine> signatures;

    private Checkpoint(String text, String origin, long treeSize, byte[] rootHash, List<SignatureLine> signatures) {
        this.text = text;
        this.origin = origin;
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.signatures = signatures;
    }

    /// @param keyHint first bytes of the key id, in lower-case hexadecimal
    private record SignatureLine(String name, String keyHint, String base64) {
        byte[] signature() {
            byte[] all = Encoding.base64(base64);
            return Arrays.copyOfRange(all, KEY_HINT_BYTES, all.length);
        }
    }

    static Checkpoint parse(String note) {
        return Refutation.unless(LOG_ENTRY_INVALID, "the log's checkpoint cannot be read", () -> {
            int blank = note.indexOf("\n\n");
            if (note.length() > TEXT_LENGTH_MAX || blank < 0 || !note.endsWith("\n")) {
                throw new IllegalArgumentException("not a signed note");
            }
            String text = note.substring(0, blank + 1);
            String[] lines = text.split("\n", -1);
            String[] signed = note.substring(blank + 2, note.length() - 1).split("\n", -1);
            if (signed.length > SIGNATURES_MAX) {
                throw invalid("the log's checkpoint has more than " + SIGNATURES_MAX + " signatures");
            }
            List<SignatureLine> signatures = new ArrayList<>();
            for (String line : signed) {
                signatures.add(signatureLine(line));
            }
            return new Checkpoint(text, lines[0], decimal(lines[1]), Encoding.base64(lines[2]), signatures);
        });
    }

    private static SignatureLine signatureLine(String line) {
        int space = line.indexOf(' ', SIGNATURE_MARK.length());
        if (!line.startsWith(SIGNATURE_MARK) || space <= SIGNATURE_MARK.length()) {
            throw new IllegalArgumentException("not a signature line");
        }
        String base64 = line.substring(space + 1);
        String hint = HexFormat.of().formatHex(Encoding.base64(base64), 0, KEY_HINT_BYTES);
        return new SignatureLine(line.substring(SIGNATURE_MARK.length(), space), hint, base64);
    }

    private static long decimal(String text) {
        long value = Long.parseLong(text);
        if (value < 0 || !Long.toString(value).equals(text)) {
            throw new IllegalArgumentException("not a size");
        }
        return value;
    }

    /// Refutes a checkpoint that is of another tree, or that the log has not signed.
    void require(TrustedLog log, long size, byte[] root) {
        if (size != treeSize || !Arrays.equals(root, rootHash)) {
            throw invalid("the log's checkpoint is of another tree than the inclusion proof");
        }
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        boolean signed = signatures.stream()
                .filter(line -> log.keyId().startsWith(line.keyHint()) && names(line.name()))
                .anyMatch(line -> log.signed(message, line.signature()));
        if (!signed) {
            throw invalid("the transparency log has not signed its checkpoint");
        }
    }

    /// Rekor v1 appends the number of its tree to its name.
    private boolean names(String signer) {
        return origin.equals(signer) || origin.startsWith(signer + " - ");
    }

    private static Refutation invalid(String sentence) {
        return new Refutation(LOG_ENTRY_INVALID, sentence);
    }
}
