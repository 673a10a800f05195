package io.github.provenancegate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final long BYTES_MAX = 100L * Memory.ENTRY_BYTES;

    private final AtomicLong nanos = new AtomicLong();
    private final Memory<Integer, String> memory = new Memory<>(BYTES_MAX, String::length, nanos::get);

    @Test
    void aThingIsRememberedForItsLife() {
        memory.remember(1, "a", Duration.ofSeconds(2));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(memory.recall(1)).contains("a");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(memory.recall(1)).isEmpty();
    }

    @Test
    void aNewerAnswerHasItsOwnLife() {
        memory.remember(1, "a", Duration.ofSeconds(2));
        memory.remember(1, "b", Duration.ofSeconds(9));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(memory.recall(1)).contains("b");
        memory.remember(1, "c", Duration.ofSeconds(1));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(memory.recall(1)).isEmpty();
    }

    @Test
    void whatHasNoLifeIsNotRemembered() {
        memory.remember(1, "a", Life.NONE);
        assertThat(memory.recall(1)).isEmpty();
    }

    @Test
    void whatIsAskedForOftenOutlivesAFloodOfWhatIsAskedForOnce() {
        for (int round = 0; round < 20; round++) {
            for (int hot = 0; hot < 50; hot++) {
                if (memory.recall(hot).isEmpty()) {
                    memory.remember(hot, "", Life.FIXED);
                }
            }
        }
        for (int junk = 1_000; junk < 101_000; junk++) {
            memory.recall(junk);
            memory.remember(junk, "", Life.FIXED);
        }
        assertThat(IntStream.range(0, 50).filter(hot -> memory.recall(hot).isPresent()))
                .hasSizeGreaterThan(45);
    }

    @Test
    void whatIsLongerThanAllThatMayBeRememberedIsNot() {
        memory.remember(1, "a", Life.FIXED);
        memory.remember(2, "b".repeat((int) BYTES_MAX), Life.FIXED);
        assertThat(memory.recall(2)).isEmpty();
        assertThat(memory.recall(1)).contains("a");
    }
}
