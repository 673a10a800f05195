package io.github.provenancegate.fake;

import java.security.SecureRandom;
import java.util.Optional;

/// Rekor v1: promises at once, in a signed entry timestamp, to have the entry in its tree.
final class VirtualRekor1 implements VirtualRekor {

    /// The public instance's older entries are in trees that it no longer extends, so that its numbers and those of
    /// the proofs differ.
    private static final long ENTRIES_OF_OLDER_TREES = 1000;

    private final String name;
    private final long treeId;
    private final SigningKey key;
    private final Tree tree = new Tree();

    VirtualRekor1(String name, SecureRandom random) {
        this.name = name;
        this.treeId = random.nextLong() & Long.MAX_VALUE;
        this.key = SigningKey.generate(SigningKey.Algorithm.P256, random);
    }

    @Override
    public LogEntry append(EntryDraft draft) {
        byte[] body = draft.kind.body(draft);
        var proof = tree.append(body, this);
        var entry = new LogEntry(
                draft.kind,
                body,
                ENTRIES_OF_OLDER_TREES + proof.index,
                logId(),
                Optional.of(draft.integratedTime.getEpochSecond()),
                proof);
        entry.promise = Optional.of(promise(entry));
        return entry;
    }

    /// The signed entry timestamp over what the entry says, even where it names another log.
    byte[] promise(LogEntry entry) {
        return key.sign(Encoding.utf8(entry.promised()));
    }

    @Override
    public String checkpoint(long size, byte[] root) {
        var checkpoint = new Checkpoint(name + " - " + treeId, size, root);
        return checkpoint.signed(name, logId(), key.sign(checkpoint.text())).note();
    }

    @Override
    public String baseUrl() {
        return "https://" + name;
    }

    @Override
    public SigningKey key() {
        return key;
    }

    @Override
    public byte[] logId() {
        return key.id();
    }
}
