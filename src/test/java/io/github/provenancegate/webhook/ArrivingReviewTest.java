package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.AdmissionReviewReader;
import io.github.provenancegate.verify.Deadline;
import io.github.provenancegate.webhook.ArrivingReview.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivingReviewTest {
    private final AtomicLong clock = new AtomicLong();

    @Test
    void aBodyWithinItsLimitsIsTakenWhole() {
        byte[] json = new byte[200_000];
        json[199_999] = 7;

        assertThat(arriving(new Load(1, 1 << 20)).read(new ByteArrayInputStream(json)))
                .isInstanceOfSatisfying(
                        Body.Whole.class, whole -> assertThat(whole.json()).isEqualTo(json));
    }

    @Test
    void aBodyThatNeverEndsIsRefusedAtTheLimit() {
        InputStream endless = trickle(1 << 16, () -> {});

        assertThat(arriving(new Load(1, 4L * AdmissionReviewReader.BODY_BYTES_MAX))
                        .read(endless))
                .isInstanceOfSatisfying(
                        Body.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(413));
    }

    @Test
    void aBodyThatOutgrowsWhatIsFreeIsShed() {
        assertThat(arriving(new Load(1, 100_000)).read(trickle(1 << 16, () -> {})))
                .isInstanceOfSatisfying(
                        Body.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(429));
    }

    @Test
    void aBodyOfOneByteASecondEndsAtTheDeadline() {
        InputStream slow =
                trickle(1, () -> clock.addAndGet(Duration.ofSeconds(1).toNanos()));

        assertThat(arriving(new Load(1, 1 << 20)).read(slow))
                .isInstanceOfSatisfying(
                        Body.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(408));
        assertThat(clock.get()).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void aBodyThatBreaksOffIsNoReview() {
        InputStream broken = trickle(1, () -> {
            throw new IOException("reset");
        });

        assertThat(arriving(new Load(1, 1 << 20)).read(broken))
                .isInstanceOfSatisfying(
                        Body.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(408));
    }

    @Test
    void aBodyThatStopsComingIsGivenUpAndItsThreadLeftAsItWas() {
        ArrivingReview arriving = arriving(new Load(1, 1 << 20));
        CountDownLatch never = new CountDownLatch(1);
        InputStream stuck = trickle(1, () -> {
            clock.addAndGet(Duration.ofSeconds(10).toNanos());
            arriving.giveUp();
            try {
                never.await();
            } catch (InterruptedException givenUp) {
                throw (IOException) new InterruptedIOException().initCause(givenUp);
            }
        });

        assertThat(arriving.read(stuck)).isEqualTo(new Body.Refused(408, "the body did not arrive in time"));
        arriving.giveUp();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(arriving.isWhole()).isFalse();
    }

    @Test
    void aBodyThatComesTooLateIsNotBegun() {
        ArrivingReview arriving = arriving(new Load(1, 1 << 20));
        clock.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(arriving.read(trickle(1, () -> {
                    throw new AssertionError("was read");
                })))
                .isEqualTo(new Body.Refused(408, "the body did not arrive in time"));
    }

    private ArrivingReview arriving(Load load) {
        return new ArrivingReview(
                load.enter(0).orElseThrow(), Deadline.after(Duration.ofSeconds(10), clock::get), ReviewSpan.NONE);
    }

    private interface BeforeEach {
        void step() throws IOException;
    }

    /// A stream without an end that gives so many bytes a read.
    private static InputStream trickle(int bytes, BeforeEach before) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                before.step();
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                before.step();
                return Math.min(bytes, length);
            }
        };
    }
}
