package io.github.provenancegate.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    @Test
    void theRootsAreThoseOfTheReferenceImplementation() {
        // The leaves and roots of certificate-transparency's merkle_tree_test.cc.
        List<String> leaves = List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        var tree = new MerkleTree();

        assertThat(Encoding.hex(tree.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        tree.append(HexFormat.of().parseHex(leaves.getFirst()));
        assertThat(Encoding.hex(tree.root()))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        leaves.stream().skip(1).map(HexFormat.of()::parseHex).forEach(tree::append);
        assertThat(Encoding.hex(tree.root()))
                .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    @Test
    void everyPathLeadsToTheRootInTreesOfOddAndEvenSizes() {
        var tree = new MerkleTree();
        for (int size = 1; size <= 33; size++) {
            tree.append(entry(size - 1));
            byte[] root = tree.root();
            int[] wrong = IntStream.range(0, size)
                    .filter(index -> !Arrays.equals(climb(entry(index), index, tree.size(), tree.path(index)), root))
                    .toArray();
            assertThat(wrong).as("entries of a tree of %d", size).isEmpty();
        }
    }

    private static byte[] entry(int index) {
        return Encoding.utf8("entry " + index);
    }

    /// RFC 9162, 2.1.3.2: from the leaf up, which is not the way in which the tree makes its paths.
    static byte[] climb(byte[] entry, int index, int size, List<byte[]> path) {
        int node = index;
        int last = size - 1;
        byte[] hash = Encoding.sha256(new byte[] {0}, entry);
        Iterator<byte[]> steps = path.iterator();
        while (steps.hasNext()) {
            byte[] step = steps.next();
            if (last == 0) {
                return new byte[0];
            }
            if ((node & 1) == 1 || node == last) {
                hash = Encoding.sha256(new byte[] {1}, step, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Encoding.sha256(new byte[] {1}, hash, step);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? hash : new byte[0];
    }
}
