package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.LOG_ENTRY_INVALID;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// The proof that an entry is in a log's tree (RFC 9162 section 2.1.3.2, which walks RFC 6962's trees), up to a root
/// hash that the log has signed.
final class InclusionProof {
    /// A tree of 2⁶³ entries is 63 levels high.
    static final int HASHES_MAX = 64;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final long logIndex;
    private final long treeSize;
    private final byte[] rootHash;
    private final List<byte[]> hashes;
    private final Optional<String> checkpoint;

    InclusionProof(long logIndex, long treeSize, byte[] rootHash, List<byte[]> hashes, Optional<String> checkpoint) {
        this.logIndex = logIndex;
        this.treeSize = treeSize;
        this.rootHash = rootHash;
        this.hashes = List.copyOf(hashes);
        this.checkpoint = checkpoint;
    }

    /// The entry's index in this tree.
    long logIndex() {
        return logIndex;
    }

    boolean hasCheckpoint() {
        return checkpoint.isPresent();
    }

    /// Refutes a proof that does not lead from the entry to a root that the log has signed.
    void require(TrustedLog log, byte[] entry) {
        if (logIndex < 0 || logIndex >= treeSize || hashes.size() > HASHES_MAX) {
            throw invalid("the inclusion proof's index lies outside the log");
        }
        byte[] root =
                Refutation.unless(LOG_ENTRY_INVALID, "the inclusion proof has the wrong length", () -> root(entry));
        if (!MessageDigest.isEqual(root, rootHash)) {
            throw invalid("the inclusion proof does not lead to the log's root hash");
        }
        Checkpoint.parse(checkpoint.orElseThrow(() -> invalid("the inclusion proof has no checkpoint")))
                .require(log, treeSize, rootHash);
    }

    private byte[] root(byte[] entry) {
        MessageDigest sha256 = Verification.sha256();
        sha256.update(LEAF);
        byte[] hash = sha256.digest(entry);
        long node = logIndex;
        long last = treeSize - 1;
        for (byte[] sibling : hashes) {
            if (last == 0) {
                throw new IllegalArgumentException("too many hashes");
            }
            boolean right = (node & 1) == 1 || node == last;
            sha256.update(NODE);
            sha256.update(right ? sibling : hash);
            hash = sha256.digest(right ? hash : sibling);
            if (right) {
                int levels = Long.numberOfTrailingZeros(node | Long.MIN_VALUE);
                node >>>= levels;
                last >>>= levels;
            }
            node >>>= 1;
            last >>>= 1;
        }
        if (last != 0) {
            throw new IllegalArgumentException("too few hashes");
        }
        return hash;
    }

    private static Refutation invalid(String sentence) {
        return new Refutation(LOG_ENTRY_INVALID, sentence);
    }
}
