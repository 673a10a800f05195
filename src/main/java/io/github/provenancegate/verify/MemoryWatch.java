package io.github.provenancegate.verify;

import java.util.List;

/// What is remembered of registries, while the process runs and beyond it.
public interface MemoryWatch {
    /// Begins to regain what was kept before this process began, beside everything else. Never throws.
    void begin();

    /// Whether all was regained that can be.
    Progress progress();

    /// Keeps for the next process what is new, where it is time to; called at intervals, never inside a review.
    /// Never throws.
    void keep();

    /// Keeps what is new, whatever the time.
    void end();

    /// Whether keeping works.
    Standing standing();

    /// How much is remembered of each matter.
    List<Remembered> remembered();

    /// How far regaining has come.
    enum Progress {
        REGAINING,
        REGAINED
    }

    /// How keeping stands.
    enum Standing {
        /// Nobody asked for it.
        NOT_WANTED,
        FINE,
        /// What is new could not be kept at the last attempt.
        IN_TROUBLE
    }
}
