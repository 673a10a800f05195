package io.github.provenancegate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.Outcome;
import io.github.provenancegate.harness.ProvgateProcess;
import org.junit.jupiter.api.Test;

class RehearsalIT {
    @Test
    void itComesAsFarAsACertificateThatNobodyTrusts() {
        Outcome rehearsal = ProvgateProcess.run("rehearse").expectSuccess();
        assertThat(rehearsal.stdout() + rehearsal.stderr())
                .contains("\"reason\":\"CERTIFICATE_INVALID\"", "\"reason\":\"NO_POLICY_MATCHES\"");
    }
}
