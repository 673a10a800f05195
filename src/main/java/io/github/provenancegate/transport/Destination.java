package io.github.provenancegate.transport;

/// Who named the host that a call goes to; the address rules follow from it.
public enum Destination {
    /// A policy or a setting: private addresses are fine, corporate mirrors live there.
    NAMED,
    /// An answer from outside (redirect, token realm): public addresses only.
    REFERRED
}
