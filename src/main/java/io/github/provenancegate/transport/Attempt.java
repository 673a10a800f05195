package io.github.provenancegate.transport;

/// What became of one attempt.
sealed interface Attempt {
    record Answered(HttpAnswer answer) implements Attempt {}

    record Failed(Failure failure) implements Attempt {}
}
