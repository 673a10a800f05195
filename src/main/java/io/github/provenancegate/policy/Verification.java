package io.github.provenancegate.policy;

import io.github.provenancegate.verdict.AllowedSigners;
import io.github.provenancegate.verdict.BaseDigestRule;

/// What a policy wants proven of every image it speaks of.
public sealed interface Verification {
    /// Who may have signed the images.
    AllowedSigners signers();

    record Delivery(AllowedSigners signers, BaseDigestRule baseDigest) implements Verification {}

    record Full(AllowedSigners signers, Reference reference) implements Verification {}
}
