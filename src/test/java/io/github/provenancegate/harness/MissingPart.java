package io.github.provenancegate.harness;

import org.opentest4j.TestAbortedException;

/// What happens to a test whose real part this machine cannot provide.
final class MissingPart {
    private MissingPart() {}

    /// To be thrown by the caller: skips the test.
    ///
    /// @param why one line: what is missing and what would provide it
    /// @throws AssertionError where the environment says `REQUIRE_ALL=true`
    static TestAbortedException skipOrFail(String why) {
        if ("true".equals(System.getenv("REQUIRE_ALL"))) {
            throw new AssertionError(why + " (and REQUIRE_ALL=true allows no skip)");
        }
        return skip(why);
    }

    /// To be thrown by the caller where nothing that could be installed would help: skips the test, whatever the
    /// environment says.
    ///
    /// @param why one line: what this machine or this user cannot do
    static TestAbortedException skip(String why) {
        System.err.println("harness: skipped: " + why);
        return new TestAbortedException(why);
    }
}
