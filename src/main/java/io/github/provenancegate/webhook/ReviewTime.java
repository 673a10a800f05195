package io.github.provenancegate.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a review may take, from what the API server says it waits (`?timeout=10s`).
final class ReviewTime {
    /// The API server's own default.
    private static final Duration WAITING = Duration.ofSeconds(10);

    /// It rounds its time up to whole seconds, and the answer has to travel: an answer in the last second comes
    /// too late.
    private static final Duration RESERVE = Duration.ofMillis(1_200);

    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,4})s");

    private ReviewTime() {}

    /// `max(timeout − 1.2 s, timeout ÷ 2)`, never above `reviewMax`.
    ///
    /// @param timeout as it stands in the URL; where it says nothing, the API server's default counts
    static Duration of(Optional<String> timeout, Duration reviewMax) {
        Duration waiting = timeout.map(SECONDS::matcher)
                .filter(Matcher::matches)
                .map(seconds -> Duration.ofSeconds(Integer.parseInt(seconds.group(1))))
                .filter(Duration::isPositive)
                .orElse(WAITING);
        Duration half = waiting.dividedBy(2);
        Duration most = waiting.minus(RESERVE);
        Duration budget = most.compareTo(half) > 0 ? most : half;
        return budget.compareTo(reviewMax) < 0 ? budget : reviewMax;
    }
}
