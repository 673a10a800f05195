package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void theVersionNamesTheProgram() {
        assertThat(new Provgate(new Surroundings(Map.of(), Path.of("/"))).version())
                .startsWith("provgate ");
    }
}
