package io.github.provenancegate.kubernetes;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.policy.ImagePattern;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;
import java.util.List;
import java.util.Map;

/// A policy's answer to "who signs", under a name.
///
/// @param images spoken of unless the policy names others
/// @param baseDigest unless the policy says otherwise
record Preset(AllowedSigners signers, List<ImagePattern> images, BaseDigestRule baseDigest) {
    private static final String GITHUB_ACTIONS = "https://token.actions.githubusercontent.com";

    /// Chainguard's free public images: built in the open, so they name no base.
    static final Preset CHAINGUARD_PUBLIC = new Preset(
            workflow("https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main"),
            List.of(ImagePattern.parse("cgr.dev/chainguard/**")),
            BaseDigestRule.OPTIONAL);

    /// As policies write them.
    static final Map<String, Preset> BY_NAME = Map.of("chainguard-public", CHAINGUARD_PUBLIC);

    /// One GitHub workflow, exactly, as the public Sigstore instance certifies it.
    static AllowedSigners workflow(String subject) {
        return AllowedSigners.of(AllowedSigner.publicGood(new Signer(GITHUB_ACTIONS, subject)));
    }
}
