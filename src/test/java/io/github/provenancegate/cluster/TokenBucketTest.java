package io.github.provenancegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final TokenBucket bucket = new TokenBucket(2, Duration.ofSeconds(1), 0);

    @Test
    void soManyComeAtOnceAndThenOneInATime() {
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isFalse();
        assertThat(bucket.take(SECOND - 1)).isFalse();
        assertThat(bucket.take(SECOND)).isTrue();
        assertThat(bucket.take(SECOND)).isFalse();
    }

    @Test
    void whatIsNotTakenDoesNotPileUp() {
        long later = 100 * SECOND;
        assertThat(bucket.take(later)).isTrue();
        assertThat(bucket.take(later)).isTrue();
        assertThat(bucket.take(later)).isFalse();
    }
}
