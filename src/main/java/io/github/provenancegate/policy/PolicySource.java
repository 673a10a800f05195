package io.github.provenancegate.policy;

/// Where the policies in force come from: a file that was read once, or a cluster that may change them.
@FunctionalInterface
public interface PolicySource {
    /// The policies in force at this moment. One review asks once, so that all its images are judged by the
    /// same.
    PolicySet current();
}
