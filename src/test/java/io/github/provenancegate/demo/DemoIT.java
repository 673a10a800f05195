package io.github.provenancegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoIT {
    @Test
    void theDemoShowsAllSevenStatusesAndNoSurprise() throws IOException {
        var printed = new ByteArrayOutputStream();

        assertThat(Demo.run(new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("ALLOWED", "DENIED (NO_SIG)", "DENIED (PARTIAL)", "SUMMARY", "DELIVERY_VERIFIED");
    }
}
