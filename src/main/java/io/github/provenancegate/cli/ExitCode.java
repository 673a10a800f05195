package io.github.provenancegate.cli;

import io.github.provenancegate.report.Outcome;
import io.github.provenancegate.report.Tally;

/// How a process of ours ends: names that others script against.
public final class ExitCode {
    public static final int ALL_PROVEN = 0;
    public static final int NOT_PROVEN = 1;

    /// Arguments, settings or files that we cannot work with.
    public static final int USAGE = 2;

    public static final int NOT_FOUND_OUT = 3;

    private ExitCode() {}

    /// One image that is not proven outweighs any number that could not be asked.
    static int of(Tally tally) {
        if (tally.count(Outcome.NOT_PROVEN) > 0) {
            return NOT_PROVEN;
        }
        return tally.count(Outcome.UNDETERMINED) > 0 ? NOT_FOUND_OUT : ALL_PROVEN;
    }
}
