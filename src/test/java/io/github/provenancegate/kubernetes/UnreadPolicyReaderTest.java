package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.policy.ImagePattern;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.NamespaceScope;
import io.github.provenancegate.policy.UnreadPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an unusable policy of a cluster can still be seen to speak of.
class UnreadPolicyReaderTest {
    private static final String ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";
    private static final String BROKEN = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: acme}
            spec:
              images: [cgr.dev/acme.com/**]
              organization:
                name: acme.com
                id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                identities: ["c03040118377d88c"]
              namespaces: {exclude: [sandbox]}
              mode: audit
              tomorrow: [field]
            """;

    @Test
    void whatIsReadableCountsAndWhatIsWrongIsTold() {
        UnreadPolicy unread = read(BROKEN);
        assertThat(unread.name()).isEqualTo("acme");
        assertThat(unread.images().orElseThrow())
                .containsExactlyInAnyOrder(
                        ImagePattern.parse("cgr.dev/acme.com/**"), ImagePattern.parse("cgr.dev/" + ID + "/**"));
        assertThat(unread.namespaces())
                .isEqualTo(new NamespaceScope(Optional.empty(), Optional.of(List.of("sandbox")), Optional.empty()));
        assertThat(unread.mode()).isEqualTo(Mode.AUDIT);
        assertThat(unread.why()).startsWith("spec.tomorrow: is no field that is known here; use one of");
    }

    @Test
    void inThePlaceOfWhatIsNotReadableStandsTheStrictest() {
        assertThat(read(BROKEN.replace("mode: audit", "mode: Audit")).mode()).isEqualTo(Mode.ENFORCE);
        assertThat(read(BROKEN.replace("  mode: audit\n", "")).mode()).isEqualTo(Mode.ENFORCE);
        assertThat(read(BROKEN.replace("{exclude: [sandbox]}", "{exclude: [sandbox, KUBE]}"))
                        .namespaces())
                .isEqualTo(NamespaceScope.EVERYWHERE);
        assertThat(read(BROKEN.replace("[cgr.dev/acme.com/**]", "[cgr.dev/acme.com/**, x]"))
                        .images())
                .isEmpty();
        assertThat(read(BROKEN.replace("  images: [cgr.dev/acme.com/**]\n", "")).images())
                .isEmpty();
    }

    @Test
    void whereTheOrganisationIsNotReadableItsOtherNameIsNotMissed() {
        assertThat(read(BROKEN.replace("c03040118377d88c", "C0")).images())
                .contains(List.of(ImagePattern.parse("cgr.dev/**")));
    }

    @Test
    void aPresetNamesItsImages() {
        assertThat(read("""
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: acme}
                spec: {preset: chainguard-public, tomorrow: x}
                """).images()).contains(List.of(ImagePattern.parse("cgr.dev/chainguard/**")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"spec\": 1}", "{\"spec\": {}}", ""})
    void ofWhatHasNotEvenTheFormEverythingIsMeant(String document) {
        UnreadPolicy unread = read(document);
        assertThat(unread.images()).isEmpty();
        assertThat(unread.namespaces()).isEqualTo(NamespaceScope.EVERYWHERE);
        assertThat(unread.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(unread.why()).isNotEmpty();
    }

    private static UnreadPolicy read(String document) {
        PolicyReading reading = new PolicyDocuments(Set.of("public-good")).readResource("acme", document);
        assertThat(reading).isInstanceOf(PolicyReading.Unusable.class);
        return ((PolicyReading.Unusable) reading).unread();
    }
}
