package io.github.provenancegate.policy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class OrganizationTest {
    private static final String ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";

    @Test
    void whatMeansNothingCannotBeBuilt() {
        assertThatThrownBy(() -> new Organization("acme.com", ID.toUpperCase(Locale.ROOT), List.of("c03040118377d88c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Organization("acme.com", ID, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Organization("acme.com", ID, List.of("c03040118377d88")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
