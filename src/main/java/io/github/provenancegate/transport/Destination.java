package io.github.provenancegate.transport;

import io.github.provenancegate.verify.Observer.NamedBy;

/// Who named the host that a call goes to; the address rules follow from it.
public enum Destination {
    /// A policy or a setting: private addresses are fine, corporate mirrors live there.
    NAMED(NamedBy.OPERATOR),
    /// An answer from outside (redirect, token realm): public addresses only.
    REFERRED(NamedBy.ANSWER);

    private final NamedBy namedBy;

    Destination(NamedBy namedBy) {
        this.namedBy = namedBy;
    }

    /// The same in the observer's words.
    NamedBy namedBy() {
        return namedBy;
    }
}
