package io.github.provenancegate.sigstore;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.image.Digest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A genuine signature, of which one document can be replaced by any other. Whoever replaces it may push: what
/// names the document by its digest names the other one then.
final class Exhibit {
    /// Which document it is.
    enum Document {
        BUNDLE,
        PAYLOAD,
        SIGNATURE_MANIFEST,
        REFERRING_MANIFEST,
        REFERRERS_INDEX
    }

    private final String name;
    private final Document document;
    private final byte[] genuine;
    private final Function<byte[], List<Signature>> examination;
    private final Proof proof;

    Exhibit(
            String name,
            Document document,
            byte[] genuine,
            Function<byte[], List<Signature>> examination,
            Signature found) {
        this.name = name;
        this.document = document;
        this.genuine = genuine.clone();
        this.examination = examination;
        this.proof = withoutCarrier(((Signature.Proven) found).proof());
    }

    /// Those of a signature as it lies in a registry; none where it does not hold.
    static List<Exhibit> of(String name, SignatureChain chain, Function<SignatureChain, List<Signature>> find) {
        List<Signature> found = find.apply(chain);
        if (found.size() != 1 || !(found.getFirst() instanceof Signature.Proven)) {
            return List.of();
        }
        return chain.documents().stream()
                .map(document -> new Exhibit(
                        name,
                        document,
                        chain.content(document),
                        content -> find.apply(chain.with(document, content)),
                        found.getFirst()))
                .toList();
    }

    Document document() {
        return document;
    }

    byte[] genuine() {
        return genuine.clone();
    }

    /// What the genuine document proves, but for the digest of a bundle's own bytes, which change with any of
    /// them.
    Proof proof() {
        return proof;
    }

    List<Proof> proofs(byte[] other) {
        return examination.apply(other).stream()
                .filter(Signature.Proven.class::isInstance)
                .map(signature -> ((Signature.Proven) signature).proof())
                .map(Exhibit::withoutCarrier)
                .toList();
    }

    private static Proof withoutCarrier(Proof proof) {
        return proof.format() == Proof.Format.LEGACY
                ? proof
                : new Proof(
                        proof.signer(),
                        proof.trustRoot(),
                        proof.logEntry(),
                        proof.time(),
                        proof.format(),
                        new Digest("0".repeat(64)),
                        Optional.empty());
    }

    @Override
    public String toString() {
        return document + " of " + name;
    }
}
