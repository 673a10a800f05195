package io.github.provenancegate.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `Retry-After` header (RFC 9110, section 10.2.3). A date, a negative number and garbage are as good as none: the
/// caller then waits as after any failure.
final class RetryAfter {
    /// As many digits as a day in seconds has; whoever asks for more will not be waited for anyway.
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,5}");

    private RetryAfter() {}

    static Optional<Duration> parse(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(String::strip)
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
