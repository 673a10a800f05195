package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a real API server refuses by the custom resource definition alone, before any webhook reads it.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class PolicySchemaIT {
    private static final String SOUND = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: schema}
            spec:
              images: [cgr.dev/acme.com/**]
              organization:
                name: acme.com
                id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                identities: ["c03040118377d88c"]
            """;

    private final ControlPlane plane;
    private final PolicyCluster cluster;

    PolicySchemaIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        cluster = new PolicyCluster(plane, folder);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  images: ['cgr.dev/a/*/b*c/**', 'localhost:5000/x', 'registry.example:5000/**', '[::1]:5000/a']",
                "  namespaces: {include: ['*'], exclude: ['kube-*'], matchLabels: {tier: ''}}",
                "  verification: full",
                "  baseDigest: optional",
                "  reference: {repository: cgr.dev/chainguard-private, names: {my-python: python}}",
                "  mirrors: [{image: registry.acme.example/cgr, signatures: cgr.dev/acme.com}]",
                "  revoked: [{digest: 'sha256:%s', reason: CVE-1}]",
                "  exemptions: [{image: 'cgr.dev/acme.com/a@sha256:%s', reason: x, until: 2026-12-31T00:00:00Z}]",
                "  exemptions: [{image: 'cgr.dev/acme.com/a@sha256:%s', reason: x, until: '2026-12-31T00:00:00.5+01:00'}]",
            })
    void whatTheReaderTakesTheSchemaTakes(String line) {
        String images = line.contains("images:") ? SOUND.replaceFirst("  images: .*\n", "") : SOUND;
        var outcome = plane.kubectl()
                .apply(images + line.formatted("a".repeat(64)) + "\n", "--dry-run=server", "--validate=strict");
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }

    @Test
    void thePresetNeedsNothingElse() {
        plane.kubectl().apply("""
                        apiVersion: provenance-gate.github.io/v1alpha1
                        kind: ProvenancePolicy
                        metadata: {name: schema}
                        spec: {preset: chainguard-public}
                        """, "--dry-run=server").expectSuccess();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            mode: Enforce                                        | Unsupported value: "Enforce"
            verification: none                                   | Unsupported value: "none"
            onUndetermined: warn                                 | Unsupported value: "warn"
            requireDigest: yes                                   | must be of type string
            exclude: [a]                                         | unknown field "spec.exclude"
            preset: chainguard-public                            | write exactly one of organization, signers and preset
            signers: [{issuer: a, subject: b}]                   | write exactly one of organization, signers and preset
            signers: []                                          | should have at least 1 items
            verification: full{N}  baseDigest: optional          | baseDigest cannot be optional
            namespaces: {}                                       | should have at least 1 properties
            namespaces: {include: [Shop]}                        | spec.namespaces.include[0]
            revoked: [{digest: "sha256:abc", reason: x}]         | spec.revoked[0].digest
            revoked: [{digest: "sha256:{A}"}]                    | spec.revoked[0].reason: Required value
            exemptions: [{image: "cgr.dev/a/b:1", reason: x, until: "2026-12-31T00:00:00Z"}]            | spec.exemptions[0].image
            exemptions: [{image: "cgr.dev/a/b@sha256:{A}", reason: x, until: "2026-12-31"}]             | spec.exemptions[0].until
            exemptions: [{image: "cgr.dev/a/b@sha256:{A}", reason: "", until: "2026-12-31T00:00:00Z"}]  | spec.exemptions[0].reason
            exemptions: [{image: "cgr.dev/a/b@sha256:{A}", reason: x}]                                  | spec.exemptions[0].until: Required value
            mirrors: [{image: python, signatures: cgr.dev/a}]    | spec.mirrors[0].image
            """)
    void whatMeansNothingIsRefusedWithItsField(String line, String told) {
        refuses(SOUND + "  " + line.replace("{N}", "\n").replace("{A}", "a".repeat(64)) + "\n", told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            images: [cgr.dev/acme.com/**]              | images: []                 | should have at least 1 items
            images: [cgr.dev/acme.com/**]              | images: [acme/**]          | must begin with a whole registry host
            images: [cgr.dev/acme.com/**]              | images: ["*.dev/**"]       | must begin with a whole registry host
            images: [cgr.dev/acme.com/**]              | images: ["**/acme"]        | must begin with a whole registry host
            images: [cgr.dev/acme.com/**]              | images: [cgr.dev/a**b]     | a segment holds
            images: [cgr.dev/acme.com/**]              | images: [cgr.dev/Acme]     | a segment holds
            images: [cgr.dev/acme.com/**]              | images: [cgr.dev/a/]       | a segment holds
            images: [cgr.dev/acme.com/**]              | mode: audit                | name the images
            "4cf15780a13a9b6576d8b357e6524554c8c12a18" | 4015780013090657608035706524554080012018 | must be of type string
            "4cf15780a13a9b6576d8b357e6524554c8c12a18" | "4cf1"                     | spec.organization.id
            ["c03040118377d88c"]                       | [C03040118377D88C]         | spec.organization.identities[0]
            """)
    void onePartThatIsSpoiledIsRefused(String sound, String spoiled, String told) {
        assertThat(SOUND).contains(sound);
        refuses(SOUND.replace(sound, spoiled), told);
    }

    private void refuses(String policy, String told) {
        var outcome = plane.kubectl().apply(policy, "--dry-run=server", "--validate=strict");
        assertThat(outcome.exitCode()).as(outcome.toString()).isNotZero();
        assertThat(outcome.stderr()).contains(told);
    }
}
