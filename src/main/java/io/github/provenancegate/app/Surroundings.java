package io.github.provenancegate.app;

import java.nio.file.Path;
import java.util.Map;

/// What a process finds where it was started.
///
/// @param environment its variables
/// @param home folder of the user, where configuration and credentials are looked for
record Surroundings(Map<String, String> environment, Path home) {
    Surroundings {
        environment = Map.copyOf(environment);
    }

    static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Path.of(System.getProperty("user.home", "/")));
    }

    /// Names the variables only: their values may be secrets.
    @Override
    public String toString() {
        return environment.keySet() + " in " + home;
    }
}
