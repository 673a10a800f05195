package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One sound policy, and one thing at a time that is wrong with it.
class PolicyRefusalTest {
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

    private final PolicyDocuments documents = new PolicyDocuments(Set.of("public-good"));

    @Test
    void theSoundPolicyIsAccepted() {
        assertThat(documents.parse("policy.yaml", SOUND)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            v1alpha1                                   | v1                      | 1:13: apiVersion: is "provenance-gate.github.io/v1"
            ProvenancePolicy                           | Policy                  | 2:7: kind: is "Policy"
            {name: acme}                               | {name: Acme}            | 3:18: metadata.name: "Acme" is no name of a resource
            {name: acme}                               | {nam: acme}             | 3:11: metadata.name: is missing
            {name: acme}                               | {name: 1e5}             | 3:18: metadata.name: "1e5" is a number in YAML, not a text; write it in quotes
            {name: acme}                               | {name: acme, name: b}   | 3:24: metadata.name: is written twice
            {name: acme}                               | {name: acme, uid: x}    | 3:24: metadata.uid: is no field that is known here
            {name: acme}                               | acme                    | 3:11: metadata: is a text, not a mapping
            images: [cgr.dev/acme.com/**]              | images: []              | 5:11: spec.images: is an empty list
            images: [cgr.dev/acme.com/**]              | images: cgr.dev/a/**    | 5:11: spec.images: is a text, not a list
            images: [cgr.dev/acme.com/**]              | images: [1]             | 5:12: spec.images[0]: "1" is a number in YAML
            images: [cgr.dev/acme.com/**]              | images: [[a]]           | 5:12: spec.images[0]: is a list, not a text
            images: [cgr.dev/acme.com/**]              | images: [""]            | 5:12: spec.images[0]: is an empty text
            images: [cgr.dev/acme.com/**]              | images: [acme/**]       | 5:12: spec.images[0]: the pattern "acme/**" must begin with a whole registry host
            images: [cgr.dev/acme.com/**]              | images: ["*.dev/**"]    | 5:12: spec.images[0]: the pattern
            images: [cgr.dev/acme.com/**]              | images: [cgr.dev]       | 5:12: spec.images[0]: the pattern
            images: [cgr.dev/acme.com/**]              | images:                 | 5:10: spec.images: is empty, not a list
            images: [cgr.dev/acme.com/**]              | mode: audit             | 5:3: spec.images: is missing
            images: [cgr.dev/acme.com/**]              | <<: {images: [a.b/**]}  | 5:3: spec: a field's name: "<<" is a sign
            images:                                    | on: x                   | 5:3: spec: a field's name: "on" is a boolean in YAML
            identities: ["c03040118377d88c"]           | identities: []          | 9:17: spec.organization.identities: is an empty list
            identities: ["c03040118377d88c"]           | identities: [c03040118377d88]| an identity has 16 lower-case hexadecimal digits
            identities: ["c03040118377d88c"]           | identities: [1234567890123456]| 9:18: spec.organization.identities[0]: "1234567890123456" is a number
            identities: ["c03040118377d88c"]           | identities: ["C03040118377D88C"]| an identity has 16 lower-case
            "4cf15780a13a9b6576d8b357e6524554c8c12a18" | 4015780013090657608035706524554080012018| 8:9: spec.organization.id: "4015780013090657608035706524554080012018" is a number in YAML
            "4cf15780a13a9b6576d8b357e6524554c8c12a18" | "4cf1"                  | 8:9: spec.organization.id: an organisation's id has 40
            "4cf15780a13a9b6576d8b357e6524554c8c12a18" | !!str abc               | has the YAML tag
            name: acme.com                             | name: on                | 7:11: spec.organization.name: "on" is a boolean in YAML
            name: acme.com                             | name: Acme/x            | 7:11: spec.organization.name: is no name of an organisation
            name: acme.com                             | nom: acme.com           | 7:5: spec.organization.name: is missing
            """)
    void oneFaultIsToldAtItsPlace(String sound, String spoiled, String told) {
        assertThat(SOUND).contains(sound);
        refuses(SOUND.replace(sound, spoiled), told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            mirrors: [{image: a.b/c}]                         | 10:13: spec.mirrors[0].signatures: is missing
            mirrors: [{image: a.b/c, signatures: python}]     | 10:40: spec.mirrors[0].signatures: "python" names no registry host
            mirrors: [{image: a.b/c, signatureRepository: python}] | 10:49: spec.mirrors[0].signatureRepository: "python" names no registry host
            mirrors: [{image: a.b/c, signatures: a.b/d, signatureRepository: a.b/e}] | 10:47: spec.mirrors[0].signatureRepository: stands beside signatures
            mirrors: []                                       | 10:12: spec.mirrors: is an empty list
            mode: Enforce                                     | 10:9: spec.mode: "Enforce" is not one of its words; write audit or warn or enforce
            mode: off                                         | 10:9: spec.mode: "off" is a boolean
            mode: [enforce]                                   | 10:9: spec.mode: is a list, not a text
            mode: ""                                          | 10:9: spec.mode: is an empty text
            verification: none                                | 10:17: spec.verification: "none" is not one of its words
            baseDigest: yes                                   | 10:15: spec.baseDigest: "yes" is a boolean
            onUndetermined: warn                              | 10:19: spec.onUndetermined: "warn" is not one of its words
            requireDigest: true                               | 10:18: spec.requireDigest: "true" is a boolean
            mode: null                                        | 10:9: spec.mode: "null" is empty, not a text
            mode: 2026-01-01                                  | 10:9: spec.mode: "2026-01-01" is a time
            mode: 0x1F                                        | is a number
            mode: 12:30:45                                    | is a number
            mode: .inf                                        | is a number
            preset: chainguard-public                         | 10:3: spec.preset: stands beside organization; write exactly one
            preset: other                                     | 10:11: spec.preset: "other" is not one of its words
            signers: []                                       | 10:12: spec.signers: is an empty list
            signers: [{issuer: a}]                            | 10:13: spec.signers[0].subject: is missing
            signers: [{issuer: a, subject: "b*"}]             | spec.signers[0].subject: holds '*' or white space
            signers: [{issuer: a, subject: "b c"}]            | spec.signers[0].subject: holds '*' or white space
            signers: [{issuer: a, subject: b, trustRoot: me}] | spec.signers[0].trustRoot: "me" is no trust root that is known; use public-good
            signers: [{issuer: a, subject: b, key: c}]        | spec.signers[0].key: is no field that is known here
            signers: [a]                                      | 10:13: spec.signers[0]: is a text, not a mapping
            namespaces: {}                                    | spec.namespaces.include: is missing, and so is every other condition
            namespaces: {include: []}                         | 10:25: spec.namespaces.include: is an empty list
            namespaces: {exclude: []}                         | 10:25: spec.namespaces.exclude: is an empty list
            namespaces: {exclude: [A]}                        | spec.namespaces.exclude[0]: "A" could match no namespace
            namespaces: {matchLabels: {}}                     | spec.namespaces.matchLabels: is empty
            namespaces: {matchLabels: {a: 1}}                 | spec.namespaces.matchLabels.a: "1" is a number
            namespaces: {matchLabels: {1: a}}                 | spec.namespaces.matchLabels: a field's name: "1" is a number
            reference: {repository: chainguard-private}       | spec.reference.repository: "chainguard-private" names no registry host
            reference: {repository: "cgr.dev/a:b"}            | spec.reference.repository: a repository path has
            reference: {names: {a: "b:c"}}                    | spec.reference.names: "a": "b:c" are not both names of images
            reference: {names: {a: ""}}                       | spec.reference.names: "a": "" are not both names
            reference: {names: {}}                            | spec.reference.names: is empty
            reference: {signers: []}                          | spec.reference.signers: is an empty list
            reference: {repo: a.b/c}                          | spec.reference.repo: is no field that is known here; use one of repository, names, signers
            imagePolicy: x                                    | 10:3: spec.imagePolicy: is no field that is known here
            mode: &m enforce                                  | 10:9: uses a YAML anchor or alias
            mode: *m                                          | uses a YAML anchor or alias
            mode: !!java.net.URL [http://x]                   | 10:9: has the YAML tag
            mode: "\\e[31m"                                | 10:9: spec.mode: "\\u001b[31m" is not one of its words
            """)
    void oneMoreLineIsRefused(String line, String told) {
        refuses(SOUND + "  " + line + "\n", told);
    }

    @Test
    void fullWithAnOptionalBaseIsRefused() {
        refuses(
                SOUND + "  verification: full\n  baseDigest: optional\n",
                "policy.yaml:11:3: spec.baseDigest: is optional; write verification: delivery, or baseDigest: required");
        refuses("""
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: public}
                spec: {preset: chainguard-public, verification: full}
                """, "policy.yaml:4:35: spec.verification: is full, with a base digest that is optional");
    }

    @Test
    void nobodyWhoSignsIsRefused() {
        refuses(
                SOUND.substring(0, SOUND.indexOf("  organization")),
                "spec.signers: is missing: the policy names nobody who signs; write exactly one of organization, signers"
                        + " and preset");
    }

    @Test
    void aTextThatHoldsNoPolicyIsRefused() {
        refuses("", "policy.yaml: holds no document");
        refuses("# only a comment\n---\n", "policy.yaml: holds no document");
        refuses("\uFEFF" + SOUND, "policy.yaml: begins with a byte-order mark");
        refuses("just text", "policy.yaml:1:1: document: is a text, not a mapping");
        refuses("- " + SOUND.indent(2).strip(), "policy.yaml:1:1: document: is a list, not a mapping");
        refuses("a: [", "policy.yaml:1:5: is no YAML");
        refuses("a: \u0007", "is no YAML");
        refuses("a: {b: c", "is no YAML");
        refuses(SOUND + "---\nkind: Pod\n", "policy.yaml:11:7: kind: is \"Pod\"");
    }

    @Test
    void bombsAreRefusedBeforeTheyGoOff() {
        refuses("a: " + "[".repeat(100_000), "nested deeper than");
        refuses("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "policy.yaml:1:4: uses a YAML anchor or alias");
        refuses("x".repeat(PolicyDocuments.FILE_BYTES_MAX + 1), "is no YAML");
    }

    @Test
    void theSameNameTwiceInAFileIsRefused() {
        refuses(SOUND + "---\n" + SOUND, "policy.yaml:11:1: metadata.name: \"acme\" is the name of another policy too");
    }

    private void refuses(String text, String told) {
        assertThatThrownBy(() -> documents.parse("policy.yaml", text))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining(told);
    }
}
