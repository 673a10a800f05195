package io.github.provenancegate.policy;

/// What a policy does about an image that is not proven; laxest first.
public enum Mode {
    /// Admit, and tell the auditors.
    AUDIT,
    /// Admit, and warn the person.
    WARN,
    /// Deny.
    ENFORCE
}
