package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Signer;
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

    /// Whether this very identity, vouched for by this very trust root, is allowed.
    public boolean allow(Signer signer, String trustRoot) {
        return signers.contains(new AllowedSigner(signer, trustRoot));
    }

    /// Whether a certificate claims an allowed identity; nothing is proven by that.
    public boolean name(Signer signer) {
        return signers.stream().anyMatch(allowed -> allowed.signer().equals(signer));
    }
}
