package io.github.provenancegate.cli;

/// What stands behind the commands: it knows what options mean and builds what they work with.
public interface Application {
    /// Everything that verifying on the command line needs.
    ///
    /// @throws RefusedException when an option, a variable or a file cannot be used
    Verification verification(Options options);

    /// Serves admission reviews until the process is asked to end.
    ///
    /// @return the exit code
    /// @throws RefusedException when an option, a variable or a file cannot be used; nothing was started then
    int serve(Options options);

    /// The words behind `--version`.
    String version();
}
