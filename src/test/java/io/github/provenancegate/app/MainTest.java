package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void theVersionNamesTheProgram() {
        assertThat(new Provgate(Map.of()).version()).startsWith("provgate ");
    }
}
