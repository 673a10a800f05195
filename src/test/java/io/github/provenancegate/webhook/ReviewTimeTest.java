package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTimeTest {
    private static final Duration MAX = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({
        "10s, 8800",
        "3s, 1800",
        "2s, 1000",
        "1s, 500",
        "30s, 20000",
        "9999s, 20000",
        "0s, 8800",
        "-5s, 8800",
        "10, 8800",
        "10m, 8800",
        "99999s, 8800",
        "1e3s, 8800",
        "'', 8800"
    })
    void theAnswerIsOnItsWayBeforeTheApiServerStopsWaiting(String timeout, long millis) {
        assertThat(ReviewTime.of(Optional.of(timeout), MAX)).hasMillis(millis);
    }

    @Test
    void whoNamesNoTimeWaitsAsLongAsApiServersDo() {
        assertThat(ReviewTime.of(Optional.empty(), MAX)).hasMillis(8_800);
    }
}
