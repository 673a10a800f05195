package io.github.provenancegate.cli;

import io.github.provenancegate.verdict.Verdict;

/// What a command is to find out about.
sealed interface Asked {
    /// The image as it is asked for, from outside.
    String text();

    record Image(String text) implements Asked {}

    /// Something of which not even the image's name could be found out.
    record Fault(String text, Verdict verdict) implements Asked {}
}
