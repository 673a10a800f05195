package io.github.provenancegate.policy;

/// What to do when it could not be found out. Covers an unreachable registry and nothing else: everything else
/// an attacker could bring about.
public enum UndeterminedAction {
    DENY,
    /// Admit with a warning when the registry could not be reached.
    ALLOW
}
