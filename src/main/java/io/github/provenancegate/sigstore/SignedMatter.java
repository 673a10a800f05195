package io.github.provenancegate.sigstore;

/// One signature with all that a log entry about it must name.
final class SignedMatter {
    /// What was signed.
    enum Form {
        /// The bytes themselves: a simple-signing payload, or a file.
        MESSAGE,
        /// A DSSE envelope: the signature is over its pre-authentication encoding.
        ENVELOPE
    }

    private final Form form;
    private final byte[] payloadHash;
    private final byte[] signedHash;
    private final byte[] signature;
    private final LeafCertificate leaf;

    private SignedMatter(Form form, byte[] payloadHash, byte[] signedHash, byte[] signature, LeafCertificate leaf) {
        this.form = form;
        this.payloadHash = payloadHash;
        this.signedHash = signedHash;
        this.signature = signature;
        this.leaf = leaf;
    }

    /// @param sha256 of the message
    static SignedMatter message(byte[] sha256, byte[] signature, LeafCertificate leaf) {
        return new SignedMatter(Form.MESSAGE, sha256, sha256, signature, leaf);
    }

    static SignedMatter envelope(Envelope envelope, LeafCertificate leaf) {
        return new SignedMatter(
                Form.ENVELOPE,
                Verification.sha256(envelope.payload()),
                Verification.sha256(envelope.preAuthenticationEncoding()),
                envelope.signature(),
                leaf);
    }

    Form form() {
        return form;
    }

    /// sha256 of the payload.
    byte[] payloadHash() {
        return payloadHash;
    }

    /// sha256 of the bytes that the signature is over.
    byte[] signedHash() {
        return signedHash;
    }

    byte[] signature() {
        return signature;
    }

    LeafCertificate leaf() {
        return leaf;
    }

    /// Whether the leaf's key made the signature.
    boolean holds() {
        return Verification.holdsOverHash(leaf.key(), signedHash, signature);
    }
}
