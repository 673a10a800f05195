package io.github.provenancegate.policy;

import java.time.Duration;
import java.util.List;

/// Policies and namespaces of a cluster, followed while the process runs.
public interface PolicyWatch {
    /// Nothing to follow: the policies were read from files.
    PolicyWatch NOTHING = new PolicyWatch() {
        @Override
        public void begin(News news) {}

        @Override
        public Progress progress() {
            return Progress.LISTED;
        }

        @Override
        public List<PolicyStanding> standings() {
            return List.of();
        }

        @Override
        public Duration silence() {
            return Duration.ZERO;
        }

        @Override
        public void tell() {}

        @Override
        public void end() {}
    };

    /// Whether everything was told once.
    enum Progress {
        /// Until the first whole list nothing is known of any policy, so nothing satisfies them.
        LISTING,
        LISTED
    }

    /// Who is told what changes. Called by one thread at a time, which must not be held up.
    interface News {
        /// All policies were told once, each by [#changed]; there may be none.
        void listed();

        /// A policy is new, changed, or was read with another result.
        void changed(PolicyStanding standing);

        /// A policy exists no more.
        void removed(String policy);
    }

    /// Begins to follow. Never throws: an API server that does not answer is asked again until it does.
    void begin(News news);

    Progress progress();

    /// How each policy stands, by name.
    List<PolicyStanding> standings();

    /// For how long the API server has told nothing because it could not be reached; zero while it can.
    Duration silence();

    /// Writes into the policies' status what this replica makes of them, where that has changed; a bounded
    /// number each time. Called at intervals, never inside a review.
    void tell();

    /// Stops following and takes back what [#tell()] wrote.
    void end();
}
