package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Proof;
import io.github.provenancegate.evidence.Signature;
import io.github.provenancegate.evidence.Signer;
import java.util.Collection;
import java.util.List;

/// The signers that count. Never empty: an empty list could only mean "nobody" or "anybody", and neither is a
/// policy.
///
/// @param signers in the policy's order
public record AllowedSigners(List<AllowedSigner> signers) {
    public AllowedSigners {
        signers = List.copyOf(signers);
        if (signers.isEmpty()) {
            throw new IllegalArgumentException("at least one signer must be allowed");
        }
    }

    public static AllowedSigners of(AllowedSigner... signers) {
        return new AllowedSigners(List.of(signers));
    }

    /// Whoever any of them allows.
    ///
    /// @param all at least one
    public static AllowedSigners union(List<AllowedSigners> all) {
        return new AllowedSigners(all.stream()
                .flatMap(signers -> signers.signers().stream())
                .distinct()
                .toList());
    }

    /// Whether this very identity, vouched for by this very trust root, is allowed.
    public boolean allow(Signer signer, String trustRoot) {
        return signers.contains(new AllowedSigner(signer, trustRoot));
    }

    /// Whether one of them has proven it.
    public boolean haveProof(Collection<Signature> found) {
        return found.stream().anyMatch(signature -> switch (signature) {
            case Signature.Proven(Proof proof) -> allow(proof.signer(), proof.trustRoot());
            case Signature.Unlogged _, Signature.Refuted _, Signature.Unknown _ -> false;
        });
    }

    /// Whether a certificate claims an allowed identity; nothing is proven by that.
    public boolean name(Signer signer) {
        return signers.stream().anyMatch(allowed -> allowed.signer().equals(signer));
    }
}
