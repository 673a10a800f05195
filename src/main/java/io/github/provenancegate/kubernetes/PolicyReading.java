package io.github.provenancegate.kubernetes;

import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.UnreadPolicy;

/// What came of reading one policy that a cluster holds.
public sealed interface PolicyReading {
    record Sound(ProvenancePolicy policy) implements PolicyReading {}

    /// It means nothing, or not what its author believes.
    ///
    /// @param unread what it can still be seen to speak of, with all that is wrong
    record Unusable(UnreadPolicy unread) implements PolicyReading {}
}
