package io.github.provenancegate.verdict;

/// Whether an image must name the base it was built from.
public enum BaseDigestRule {
    REQUIRED,
    /// Public images name none. Exists for delivery alone: the full chain has nothing to follow without a base.
    OPTIONAL
}
