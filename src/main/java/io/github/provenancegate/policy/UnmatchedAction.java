package io.github.provenancegate.policy;

/// What to do about an image of which no policy speaks; it is not contacted.
public enum UnmatchedAction {
    ALLOW,
    WARN,
    DENY
}
