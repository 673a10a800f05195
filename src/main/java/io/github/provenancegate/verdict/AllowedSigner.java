package io.github.provenancegate.verdict;

import io.github.provenancegate.evidence.Signer;

/// A signer that a policy names, bound to the trust root that may vouch for it: a private certificate authority
/// must not be able to mint another issuer's identities.
///
/// @param signer compared whole
/// @param trustRoot the trust root's name, such as `public-good`
public record AllowedSigner(Signer signer, String trustRoot) {
    /// The built-in trust root of the public Sigstore instance.
    public static final String PUBLIC_GOOD = "public-good";

    /// A signer of the public Sigstore instance.
    public static AllowedSigner publicGood(Signer signer) {
        return new AllowedSigner(signer, PUBLIC_GOOD);
    }
}
