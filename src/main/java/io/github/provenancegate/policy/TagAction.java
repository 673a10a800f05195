package io.github.provenancegate.policy;

/// What to do about a proven image that is named by tag: the node resolves the tag once more, later.
public enum TagAction {
    ALLOW,
    WARN,
    DENY
}
