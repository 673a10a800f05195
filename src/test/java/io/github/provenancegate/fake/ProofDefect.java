package io.github.provenancegate.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Strikes after the log has answered, on its proof of inclusion.
public enum ProofDefect implements Defect {
    MISSING,
    TRUNCATED,
    /// One hash too many.
    TOO_LONG,
    HASH_CHANGED,
    INDEX_CHANGED,
    INDEX_BEYOND_TREE,
    INDEX_NEGATIVE,
    /// In the proof alone; the checkpoint has the right one.
    ROOT_HASH_WRONG,
    /// Of another tree, whose checkpoint the log did sign.
    ROOT_OF_ANOTHER_TREE,
    CHECKPOINT_MISSING,
    CHECKPOINT_OF_ANOTHER_SIZE,
    CHECKPOINT_OF_ANOTHER_ROOT,
    /// By a log of the same name, with another key.
    CHECKPOINT_BY_UNKNOWN_KEY,
    CHECKPOINT_SIGNATURE_SPOILED,
    CHECKPOINT_UNSIGNED,
    /// By a witness, but not by the log.
    CHECKPOINT_BY_WITNESS_ALONE,
    /// A hundred lines of somebody else above the one that matters.
    CHECKPOINT_OF_MANY_SIGNATURES,
    /// Its signature holds, but its text is followed by more text than the log signed.
    CHECKPOINT_TEXT_CHANGED;

    private static final byte[] OTHER_HASH = Encoding.sha256(Encoding.utf8("another tree"));

    void spoil(LogEntry entry, VirtualRekor log, VirtualSigstore sigstore) {
        LogEntry.InclusionProof proof = entry.proof.orElseThrow();
        String note = proof.checkpoint;
        switch (this) {
            case MISSING -> entry.proof = Optional.empty();
            case TRUNCATED -> proof.hashes = proof.hashes.subList(0, proof.hashes.size() - 1);
            case TOO_LONG -> {
                List<byte[]> longer = new ArrayList<>(proof.hashes);
                longer.add(OTHER_HASH);
                proof.hashes = longer;
            }
            case HASH_CHANGED -> {
                List<byte[]> changed = new ArrayList<>(proof.hashes);
                changed.set(0, Encoding.withLastBitFlipped(changed.getFirst()));
                proof.hashes = changed;
            }
            case INDEX_CHANGED -> proof.index--;
            case INDEX_BEYOND_TREE -> proof.index = proof.size;
            case INDEX_NEGATIVE -> proof.index = -1;
            case ROOT_HASH_WRONG -> proof.root = OTHER_HASH;
            case ROOT_OF_ANOTHER_TREE -> {
                proof.root = OTHER_HASH;
                proof.checkpoint = log.checkpoint(proof.size, OTHER_HASH);
            }
            case CHECKPOINT_MISSING -> proof.checkpoint = "";
            case CHECKPOINT_OF_ANOTHER_SIZE -> proof.checkpoint = log.checkpoint(proof.size + 1, proof.root);
            case CHECKPOINT_OF_ANOTHER_ROOT -> proof.checkpoint = log.checkpoint(proof.size, OTHER_HASH);
            case CHECKPOINT_BY_UNKNOWN_KEY ->
                proof.checkpoint = sigstore.unknownLog(log).checkpoint(proof.size, proof.root);
            case CHECKPOINT_SIGNATURE_SPOILED -> proof.checkpoint = Checkpoint.withSignatureSpoiled(note);
            case CHECKPOINT_UNSIGNED -> proof.checkpoint = Checkpoint.withoutSignatures(note);
            case CHECKPOINT_BY_WITNESS_ALONE ->
                // a Rekor v1 log has no witness, so that nobody is left
                proof.checkpoint = Checkpoint.withoutFirstSignature(note);
            case CHECKPOINT_OF_MANY_SIGNATURES -> proof.checkpoint = Checkpoint.withManySignatures(note);
            case CHECKPOINT_TEXT_CHANGED -> proof.checkpoint = note.replaceFirst("\n\n", "\nmore text\n\n");
        }
    }
}
