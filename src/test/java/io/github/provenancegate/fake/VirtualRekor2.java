package io.github.provenancegate.fake;

import java.security.SecureRandom;
import java.time.InstantSource;

/// Rekor v2: a tiled log that answers once the entry is in the tree, and gives no time. A
/// witness signs its tree heads too.
final class VirtualRekor2 implements VirtualRekor {

    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] ED25519 = {1};

    private final String origin;
    private final SigningKey key;
    private final VirtualWitness witness;
    private final InstantSource clock;
    private final Tree tree = new Tree();

    VirtualRekor2(String origin, InstantSource clock, SecureRandom random) {
        this.origin = origin;
        this.key = SigningKey.generate(SigningKey.Algorithm.ED25519, random);
        this.witness = new VirtualWitness("witness." + VirtualSigstore.ORGANIZATION, random);
        this.clock = clock;
    }

    @Override
    public LogEntry append(EntryDraft draft) {
        byte[] body = draft.kind.body(draft);
        var proof = tree.append(body, this);
        return new LogEntry(draft.kind, body, proof.index, logId(), NO_TIME, proof);
    }

    @Override
    public String checkpoint(long size, byte[] root) {
        var checkpoint = new Checkpoint(origin, size, root);
        checkpoint.signed(origin, logId(), key.sign(checkpoint.text()));
        return witness.cosign(checkpoint, clock.instant()).note();
    }

    @Override
    public String baseUrl() {
        return "https://" + origin;
    }

    @Override
    public SigningKey key() {
        return key;
    }

    /// The whole of the hash whose first four bytes are the key id of a signed note.
    @Override
    public byte[] logId() {
        return Encoding.sha256(Encoding.utf8(origin), LINE_FEED, ED25519, key.rawEd25519());
    }
}
