package io.github.provenancegate.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProvgateProcessIT {
    @Test
    void thePackagedProductSaysItsVersionAndNothingElse() {
        var outcome = ProvgateProcess.run("--version").expectSuccess();

        assertThat(outcome.stdout())
                .containsPattern("\\Aprovgate [0-9]\\S* \\([0-9a-f]{12}\\)\n")
                .hasLineCount(3);
        assertThat(outcome.stderr()).isEmpty();
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        var outcome = ProvgateProcess.run("--no-such-option");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr()).contains("--no-such-option");
    }
}
