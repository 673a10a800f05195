package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.kubernetes.Finding.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownBundlesTest {
    private static final Subject CONFIGURATION = configuration("one");

    private final KnownBundles known = new KnownBundles();

    private static Subject configuration(String uid) {
        return new Subject(
                "admissionregistration.k8s.io/v1",
                "ValidatingWebhookConfiguration",
                "provenance-gate",
                Optional.of(uid));
    }

    @Test
    void aFirstCertificateIsNobodysDoing() {
        assertThat(known.see(CONFIGURATION, Map.of("verify", ""), "a")).isEmpty();
    }

    @Test
    void theNextStepOfARotationIsNobodysDoing() {
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", "a"), "ab")).isEmpty();
        known.put(CONFIGURATION, List.of("verify"), "ab");
        assertThat(known.see(CONFIGURATION, Map.of("verify", "ab"), "b")).isEmpty();
    }

    @Test
    void aStepThatAnotherReplicaHasTakenIsNobodysDoing() {
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", "ab"), "ab")).isEmpty();
        assertThat(known.see(CONFIGURATION, Map.of("verify", "ab"), "b")).isEmpty();
    }

    @Test
    void whatIsTakenAwayOrReplacedIsToldOfEachWebhook() {
        known.see(CONFIGURATION, Map.of("verify", "a", "warn", "a"), "a");

        assertThat(known.see(CONFIGURATION, Map.of("verify", "", "warn", "a"), "a"))
                .hasValueSatisfying(mend -> {
                    assertThat(mend.kind()).isEqualTo(Mend.Kind.CA_BUNDLE);
                    assertThat(mend.sentence())
                            .contains("caBundle of verify in the ValidatingWebhookConfiguration provenance-gate:");
                });
        assertThat(known.see(CONFIGURATION, Map.of("verify", "a", "warn", "somebody else's"), "a"))
                .hasValueSatisfying(mend -> assertThat(mend.sentence()).contains("caBundle of warn in"));
    }

    @Test
    void aRemovalInTheMiddleOfARotationIsTold() {
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", ""), "ab")).isPresent();
    }

    @Test
    void aRemovalThatCouldNotBeMendedIsToldWhenItIs() {
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", ""), "a")).isPresent();
        assertThat(known.see(CONFIGURATION, Map.of("verify", ""), "a")).isPresent();
        known.put(CONFIGURATION, List.of("verify"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", "a"), "a")).isEmpty();
    }

    @Test
    void aConfigurationThatIsMadeAnewBeginsWithout() {
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(configuration("two"), Map.of("verify", ""), "a")).isEmpty();
    }

    @Test
    void aWebhookThatIsAddedAgainBeginsWithout() {
        known.see(CONFIGURATION, Map.of("verify", "a", "warn", "a"), "a");
        known.see(CONFIGURATION, Map.of("verify", "a"), "a");
        assertThat(known.see(CONFIGURATION, Map.of("verify", "a", "warn", ""), "a"))
                .isEmpty();
    }
}
