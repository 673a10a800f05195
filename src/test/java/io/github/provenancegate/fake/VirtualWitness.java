package io.github.provenancegate.fake;

import java.security.SecureRandom;
import java.time.Instant;

/// Somebody who has seen a log's tree heads grow, and says so (<https://c2sp.org/tlog-cosignature>). No trusted root
/// names witnesses: verifiers pass over their lines.
final class VirtualWitness {

    private static final byte[] LINE_FEED = {'\n'};
    private static final byte[] COSIGNATURE = {4};

    private final String name;
    private final SigningKey key;

    VirtualWitness(String name, SecureRandom random) {
        this.name = name;
        this.key = SigningKey.generate(SigningKey.Algorithm.ED25519, random);
    }

    Checkpoint cosign(Checkpoint checkpoint, Instant at) {
        byte[] head = Encoding.utf8("cosignature/v1\ntime " + at.getEpochSecond() + "\n");
        byte[] signature = key.sign(Encoding.concat(head, checkpoint.text()));
        byte[] keyHash = Encoding.sha256(Encoding.utf8(name), LINE_FEED, COSIGNATURE, key.rawEd25519());
        return checkpoint.signed(name, keyHash, Encoding.concat(Encoding.bigEndian(at.getEpochSecond(), 8), signature));
    }
}
