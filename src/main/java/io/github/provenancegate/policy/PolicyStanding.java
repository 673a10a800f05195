package io.github.provenancegate.policy;

/// How one policy of a cluster stands in this process.
///
/// @param policy its name
/// @param uid the API server's own name for it: another policy of the same name has another
/// @param generation which version of it was read last, as the API server counts
public record PolicyStanding(String policy, String uid, long generation, State state) {
    /// What became of that version.
    public sealed interface State {
        /// It judges.
        record InForce() implements State {}

        /// It is unusable; the last good version judges.
        ///
        /// @param why safe to print
        record LastGoodInForce(String why) implements State {}

        /// It is unusable, and this process never had a good version: nothing satisfies it.
        ///
        /// @param why safe to print
        record NothingInForce(String why) implements State {}
    }
}
