package io.github.provenancegate.policy;

/// Where the labels of namespaces come from.
@FunctionalInterface
public interface NamespaceSource {
    /// Nobody tells any labels: there is no cluster to ask.
    NamespaceSource UNKNOWN = Namespace::named;

    /// The namespace as it is known at this moment; never waits.
    Namespace of(String name);
}
