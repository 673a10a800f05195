package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void itIsWarmAfterAReviewThatAsksNobody() {
        AtomicInteger asked = new AtomicInteger();
        WarmUp warmUp = new WarmUp(
                Reviews.podReview(
                        Reviews.verifier((_, _, _) -> {
                            asked.incrementAndGet();
                            return Reviews.proven();
                        }),
                        () -> Reviews.policies(Reviews.POLICY),
                        Reviews.THREADS),
                System::nanoTime);
        assertThat(warmUp.state()).isEqualTo(WarmUp.State.COLD);
        warmUp.run();
        assertThat(warmUp.state()).isEqualTo(WarmUp.State.WARM);
        assertThat(asked).hasValue(0);
    }
}
