package io.github.provenancegate.report;

import java.util.List;

/// One step of an image's chain of proof, as a person would repeat it.
///
/// @param title what is asked
/// @param facts what was found, in order
/// @param commands what repeats it in a shell, with the very digest and identity
/// @param conclusion one sentence
record Step(String title, List<Fact> facts, List<String> commands, Mark mark, String conclusion) {
    Step {
        facts = List.copyOf(facts);
        commands = List.copyOf(commands);
    }

    /// A step that an earlier one has made pointless.
    static Step notReached(String title) {
        return new Step(title, List.of(), List.of(), Mark.OPEN, "Not reached");
    }

    /// @param value safe to print
    record Fact(String label, String value) {}

    /// What a step comes to.
    enum Mark {
        HOLDS,
        FAILS,
        /// Something is missing, or could not be found out.
        DOUBTFUL,
        /// Nothing was asked or claimed.
        OPEN
    }
}
