package io.github.provenancegate.fake;

import java.util.ArrayList;
import java.util.List;

/// The append-only tree of RFC 6962, section 2.1, written down as the RFC defines it: recursively.
final class MerkleTree {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final List<byte[]> leaves = new ArrayList<>();

    /// Adds an entry and gives its index.
    int append(byte[] entry) {
        leaves.add(Encoding.sha256(LEAF, entry));
        return leaves.size() - 1;
    }

    int size() {
        return leaves.size();
    }

    /// The tree head: `MTH(D[n])`.
    byte[] root() {
        return head(leaves);
    }

    /// The audit path of the entry in the tree of today: `PATH(m, D[n])`.
    List<byte[]> path(int index) {
        var path = new ArrayList<byte[]>();
        collectPath(index, leaves, path);
        return path;
    }

    private static byte[] head(List<byte[]> leaves) {
        return switch (leaves.size()) {
            case 0 -> Encoding.sha256();
            case 1 -> leaves.getFirst();
            default -> {
                int k = split(leaves.size());
                yield Encoding.sha256(NODE, head(leaves.subList(0, k)), head(leaves.subList(k, leaves.size())));
            }
        };
    }

    private static void collectPath(int index, List<byte[]> leaves, List<byte[]> path) {
        if (leaves.size() <= 1) {
            return;
        }
        int k = split(leaves.size());
        List<byte[]> left = leaves.subList(0, k);
        List<byte[]> right = leaves.subList(k, leaves.size());
        if (index < k) {
            collectPath(index, left, path);
            path.add(head(right));
        } else {
            collectPath(index - k, right, path);
            path.add(head(left));
        }
    }

    /// The largest power of two that is smaller than `n`.
    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }
}
