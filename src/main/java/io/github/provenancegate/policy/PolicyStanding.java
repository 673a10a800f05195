package io.github.provenancegate.policy;

/// How one policy of a cluster stands in this process.
///
/// @param policy its name
/// @param generation which version of it was read last, as the API server counts
public record PolicyStanding(String policy, long generation, State state) {
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
