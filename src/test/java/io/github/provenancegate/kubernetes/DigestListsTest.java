package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One thing at a time that is wrong with what a policy says about single digests.
class DigestListsTest {
    private static final String SOUND = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: acme}
            spec:
              images: [cgr.dev/acme.com/**]
              organization:
                name: acme.com
                id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                identities: ["c03040118377d88c"]
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            exemptions: [] | 10:15: spec.exemptions: is an empty list
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].reason: is missing
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: x}] | spec.exemptions[0].until: is missing; write a time with its zone, such as 2026-12-31T00:00:00Z; an exemption has an end
            exemptions: [{reason: x, until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].image: is missing
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].reason: has more than 200 characters
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "", until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].reason: is an empty text
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31}] | spec.exemptions[0].until: "2026-12-31" is no time as RFC 3339 has it
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00}] | is no time as RFC 3339 has it
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31 00:00:00Z}] | is no time as RFC 3339 has it
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-02-30T00:00:00Z}] | is no time that there is
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: never}] | spec.exemptions[0].until: "never" is no time as RFC 3339 has it
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2027}] | spec.exemptions[0].until: "2027" is a number
            exemptions: [{image: "cgr.dev/acme.com/a:1", reason: "CHG-1", until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].image: "cgr.dev/acme.com/a:1" has no digest
            exemptions: [{image: "cgr.dev/acme.com/a:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00Z}] | has a tag beside its digest
            exemptions: [{image: "a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00Z}] | names no registry host
            exemptions: [{image: "cgr.example/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00Z}] | spec.exemptions[0].image: is an image that this policy does not speak of
            exemptions: [{image: "cgr.dev/acme.com/a@sha512:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00Z}] | only sha256 digests are accepted
            exemptions: [{image: "cgr.dev/acme.com/a@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", reason: "CHG-1", until: 2026-12-31T00:00:00Z, namespace: x}] | spec.exemptions[0].namespace: is no field that is known here
            revoked: [] | 10:12: spec.revoked: is an empty list
            revoked: [{digest: x, reason: y}] | spec.revoked[0].digest: only sha256 digests are accepted, not "x"
            revoked: [{digest: "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}] | spec.revoked[0].reason: is missing
            revoked: [{digest: "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", reason: y, until: x}] | spec.revoked[0].until: is no field that is known here
            """)
    void oneFaultIsToldAtItsPlace(String line, String told) {
        assertThatThrownBy(() ->
                        new PolicyDocuments(Set.of("public-good")).parse("policy.yaml", SOUND + "  " + line + "\n"))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining(told);
    }
}
