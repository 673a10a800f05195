package io.github.provenancegate.fake;

import java.util.Optional;

/// A transparency log.
sealed interface VirtualRekor permits VirtualRekor1, VirtualRekor2 {

    /// Enters what the draft says, true or not, and answers as the log would.
    LogEntry append(EntryDraft draft);

    String baseUrl();

    SigningKey key();

    byte[] logId();

    /// A tree head signed by this log, whatever it says.
    String checkpoint(long size, byte[] root);

    /// The tree of a log that others use too. How many entries follow one's own changes from entry to entry, so that
    /// the trees are of odd and even sizes and the paths have nodes on both sides.
    final class Tree {

        private static final int ENTRIES_OF_OTHERS = 5;

        private final MerkleTree entries = new MerkleTree();

        Tree() {
            addEntriesOfOthers(ENTRIES_OF_OTHERS);
        }

        /// The proof that an entry is in the tree, signed by the log.
        synchronized LogEntry.InclusionProof append(byte[] body, VirtualRekor log) {
            int index = entries.append(body);
            addEntriesOfOthers(index % 3);
            byte[] root = entries.root();
            return new LogEntry.InclusionProof(
                    index, entries.size(), root, entries.path(index), log.checkpoint(entries.size(), root));
        }

        private void addEntriesOfOthers(int count) {
            for (int i = 0; i < count; i++) {
                entries.append(Encoding.utf8("entry of another, number " + entries.size()));
            }
        }
    }

    /// A log that gives no time of its own.
    Optional<Long> NO_TIME = Optional.empty();
}
