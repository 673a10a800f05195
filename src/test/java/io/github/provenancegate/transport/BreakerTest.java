package io.github.provenancegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final Breaker breaker = new Breaker(new Random(1));
    private long now;

    @Test
    void aHostIsAskedUntilItFailedOftenEnoughInARow() {
        for (int call = 1; call < Breaker.FAILURES_MAX; call++) {
            assertThat(breaker.failed(now)).isEmpty();
        }
        breaker.answered();
        for (int call = 1; call < Breaker.FAILURES_MAX; call++) {
            assertThat(breaker.failed(now)).isEmpty();
            assertThat(breaker.remaining(now)).isEmpty();
        }
        assertThat(breaker.failed(now)).isPresent();
        assertThat(breaker.remaining(now)).isPresent();
    }

    @Test
    void afterTheBreakOneCallAloneFindsOut() {
        open();
        now += Breaker.FIRST_BREAK.toNanos();
        assertThat(breaker.remaining(now)).isEmpty();
        assertThat(breaker.remaining(now)).isPresent();
        breaker.answered();
        assertThat(breaker.remaining(now)).isEmpty();
        assertThat(breaker.remaining(now)).isEmpty();
    }

    @Test
    void aTrialThatEndsWithoutAnAnswerIsFollowedByAnother() {
        open();
        now += Breaker.FIRST_BREAK.toNanos();
        assertThat(breaker.remaining(now)).isEmpty();
        breaker.noTrial();
        assertThat(breaker.remaining(now)).isEmpty();
    }

    @Test
    void eachTrialThatFailsDoublesTheBreakUpToItsLongest() {
        Duration before = open();
        assertThat(before).isBetween(Breaker.FIRST_BREAK.multipliedBy(3).dividedBy(4), Breaker.FIRST_BREAK);
        for (int trial = 0; trial < 8; trial++) {
            now += Breaker.BREAK_MAX.toNanos();
            assertThat(breaker.remaining(now)).isEmpty();
            Optional<Duration> next = breaker.failed(now);
            assertThat(next).get().satisfies(time -> assertThat(time).isLessThanOrEqualTo(Breaker.BREAK_MAX));
            before = next.orElseThrow();
        }
        assertThat(before)
                .isGreaterThanOrEqualTo(Breaker.BREAK_MAX.multipliedBy(3).dividedBy(4));
    }

    private Duration open() {
        for (int call = 1; call < Breaker.FAILURES_MAX; call++) {
            breaker.failed(now);
        }
        return breaker.failed(now).orElseThrow();
    }
}
