package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class InOrderTest {
    @Test
    void resultsKeepTheOrderOfTheItemsWhoeverIsFastest() throws InterruptedException {
        CountDownLatch secondIsDone = new CountDownLatch(1);
        List<String> results = new ArrayList<>();

        new InOrder<String, String>(2, item -> {
                    if (item.equals("second")) {
                        secondIsDone.countDown();
                    } else {
                        awaitUnchecked(secondIsDone);
                    }
                    return item;
                })
                .run(List.of("first", "second").iterator(), results::add);

        assertThat(results).containsExactly("first", "second");
    }

    @Test
    void asManyWorkAtOnceAsAllowed() throws InterruptedException {
        CyclicBarrier allThree = new CyclicBarrier(3);
        List<Integer> results = new ArrayList<>();

        new InOrder<Integer, Integer>(3, item -> {
                    try {
                        allThree.await();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                    return item;
                })
                .run(IntStream.range(0, 9).boxed().iterator(), results::add);

        assertThat(results).hasSize(9);
    }

    @Test
    void noMoreWorkAtOnceThanAllowed() throws InterruptedException {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        new InOrder<Integer, Integer>(4, item -> {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    working.decrementAndGet();
                    return item;
                })
                .run(IntStream.range(0, 1_000).boxed().iterator(), _ -> {});

        assertThat(most.get()).isBetween(1, 4);
    }

    @Test
    void aFewItemsAreHeldHoweverManyThereAre() throws InterruptedException {
        AtomicInteger read = new AtomicInteger();
        AtomicInteger handedOn = new AtomicInteger();
        AtomicInteger mostHeld = new AtomicInteger();
        Iterator<Integer> items =
                Stream.generate(read::incrementAndGet).limit(10_000).iterator();

        new InOrder<Integer, Integer>(2, item -> item).run(items, _ -> {
            mostHeld.accumulateAndGet(read.get() - handedOn.getAndIncrement(), Math::max);
        });

        assertThat(handedOn.get()).isEqualTo(10_000);
        assertThat(mostHeld.get()).isLessThan(50);
    }

    @Test
    void whoeverIsStoppedHandsOnWhatWasReady() throws InterruptedException {
        CountDownLatch firstIsHandedOn = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<List<Integer>> handedOn = new CompletableFuture<>();
        Thread running = Thread.ofVirtual().start(() -> {
            List<Integer> results = new ArrayList<>();
            try {
                new InOrder<Integer, Integer>(2, item -> {
                            if (item == 2) {
                                awaitUnchecked(never);
                            }
                            return item;
                        })
                        .run(List.of(1, 2, 3).iterator(), result -> {
                            results.add(result);
                            firstIsHandedOn.countDown();
                        });
            } catch (InterruptedException stopped) {
                handedOn.complete(results);
            }
        });

        firstIsHandedOn.await();
        running.interrupt();

        assertThat(handedOn.join()).containsExactly(1);
    }

    @Test
    void itemsThatCannotBeReadEndTheRunAfterThoseBefore() {
        List<Integer> results = new ArrayList<>();
        Iterator<Integer> items = Stream.iterate(1, n -> n + 1)
                .peek(n -> {
                    if (n == 3) {
                        throw new IllegalStateException("unreadable");
                    }
                })
                .iterator();

        assertThatThrownBy(() -> new InOrder<Integer, Integer>(2, item -> item).run(items, results::add))
                .hasMessage("unreadable");
        assertThat(results).containsExactly(1, 2);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
