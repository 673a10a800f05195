package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void theVersionNamesTheProgram() {
        assertThat(new Main.Version().getVersion()).singleElement().asString().startsWith("provgate ");
    }
}
