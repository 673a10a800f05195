package io.github.provenancegate.transport;

import static io.github.provenancegate.transport.Breaker.Part.ORDINARY;
import static io.github.provenancegate.transport.Breaker.Part.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.transport.Breaker.Word.Go;
import io.github.provenancegate.transport.Breaker.Word.Stay;
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
            assertThat(breaker.failed(now, ORDINARY)).isEmpty();
        }
        breaker.answered();
        for (int call = 1; call < Breaker.FAILURES_MAX; call++) {
            assertThat(breaker.failed(now, ORDINARY)).isEmpty();
            assertThat(breaker.ask(now)).isInstanceOf(Go.class);
        }
        assertThat(breaker.failed(now, ORDINARY)).isPresent();
        assertThat(breaker.ask(now)).isInstanceOf(Stay.class);
    }

    @Test
    void afterTheBreakOneCallAloneFindsOut() {
        open();
        now += Breaker.FIRST_BREAK.toNanos();
        assertThat(breaker.ask(now)).isInstanceOf(Go.class);
        assertThat(breaker.ask(now)).isInstanceOf(Stay.class);
        breaker.answered();
        assertThat(breaker.ask(now)).isInstanceOf(Go.class);
        assertThat(breaker.ask(now)).isInstanceOf(Go.class);
    }

    @Test
    void aTrialThatEndsWithoutAnAnswerIsFollowedByAnother() {
        open();
        now += Breaker.FIRST_BREAK.toNanos();
        assertThat(breaker.ask(now)).isInstanceOf(Go.class);
        breaker.ended(TRIAL);
        assertThat(breaker.ask(now)).isInstanceOf(Go.class);
    }

    @Test
    void eachTrialThatFailsDoublesTheBreakUpToItsLongest() {
        Duration before = open();
        assertThat(before).isBetween(Breaker.FIRST_BREAK.multipliedBy(3).dividedBy(4), Breaker.FIRST_BREAK);
        for (int trial = 0; trial < 8; trial++) {
            now += Breaker.BREAK_MAX.toNanos();
            assertThat(breaker.ask(now)).isInstanceOf(Go.class);
            Optional<Duration> next = breaker.failed(now, TRIAL);
            assertThat(next).get().satisfies(time -> assertThat(time).isLessThanOrEqualTo(Breaker.BREAK_MAX));
            before = next.orElseThrow();
        }
        assertThat(before)
                .isGreaterThanOrEqualTo(Breaker.BREAK_MAX.multipliedBy(3).dividedBy(4));
    }

    @Test
    void aBurstThatWasOnItsWayWhenItOpenedProlongsNothing() {
        open();
        for (int call = 0; call < 60; call++) {
            assertThat(breaker.failed(now, ORDINARY)).isEmpty();
            breaker.ended(ORDINARY);
        }
        now += Breaker.FIRST_BREAK.toNanos();
        assertThat(breaker.ask(now)).isEqualTo(new Go(TRIAL));
        breaker.ended(ORDINARY);
        assertThat(breaker.ask(now)).isInstanceOf(Stay.class);
    }

    private Duration open() {
        for (int call = 1; call < Breaker.FAILURES_MAX; call++) {
            breaker.failed(now, ORDINARY);
        }
        return breaker.failed(now, ORDINARY).orElseThrow();
    }
}
