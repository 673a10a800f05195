package io.github.provenancegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void theLineSaysHowFarHowFastAndHowLong() {
        assertThat(Progress.line(120, OptionalInt.of(500), Duration.ofSeconds(2)))
                .isEqualTo("120 of 500 images, 24%, 60/s, about 7 s to go");
        assertThat(Progress.line(1, OptionalInt.of(500), Duration.ofSeconds(2)))
                .isEqualTo("1 of 500 images, 0%, 0.5/s, about 16 min 38 s to go");
        assertThat(Progress.line(7, OptionalInt.empty(), Duration.ofSeconds(2))).isEqualTo("7 images, 3.5/s");
        assertThat(Progress.line(0, OptionalInt.of(0), Duration.ZERO)).isEqualTo("0 of 0 images");
        assertThat(Progress.line(500, OptionalInt.of(500), Duration.ofSeconds(5)))
                .isEqualTo("500 of 500 images, 100%, 100/s");
    }

    @Test
    void whatIsNoTerminalHearsNothing() {
        try (var progress = new Progress(err, new Screen.Other(), () -> OptionalInt.of(1), System::nanoTime)) {
            progress.did();
            progress.aside(() -> err.print("x"));
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("x");
    }

    @Test
    void aTerminalsLineIsAwayWhileSomethingElseIsWritten() {
        var screen = new Screen.Terminal(() -> 20, Screen.Colours.WELCOME);

        try (var progress = new Progress(err, screen, () -> OptionalInt.of(1), System::nanoTime)) {
            Await.until("the line is drawn", Duration.ofSeconds(30), () -> text().contains("0 of 1 images"));
            progress.aside(() -> {
                assertThat(text()).endsWith("\r\u001b[K");
                err.print("x");
            });
        }

        assertThat(text()).contains("\r\u001b[Kx");
        assertThat(text().lines())
                .allMatch(line -> line.replaceAll("\u001b\\[K|x", "").length() < 20);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
