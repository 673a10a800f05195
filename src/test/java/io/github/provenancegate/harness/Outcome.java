package io.github.provenancegate.harness;

/// How a program ended and what it said.
public record Outcome(String command, int exitCode, String stdout, String stderr) {
    /// This outcome, if the program ended with 0.
    ///
    /// @throws AssertionError with everything the program said, otherwise
    public Outcome expectSuccess() {
        if (exitCode != 0) {
            throw new AssertionError(toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return "%s ended with %d%nstdout: %s%nstderr: %s".formatted(command, exitCode, stdout, stderr);
    }
}
