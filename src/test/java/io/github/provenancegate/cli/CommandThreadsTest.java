package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

class CommandThreadsTest {
    @Test
    void noExitWaitsForThem() throws ExecutionException, InterruptedException {
        try (ExecutorService threads = CommandThreads.named("ask")) {
            Thread one = threads.submit(Thread::currentThread).get();
            assertThat(one.isVirtual()).isFalse();
            assertThat(one.isDaemon()).isTrue();
            assertThat(one.getName()).isEqualTo("ask-0");
        }
    }
}
