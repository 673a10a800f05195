package io.github.provenancegate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.provenancegate.evidence.Signer;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.image.PinnedImage;
import io.github.provenancegate.image.Repository;
import io.github.provenancegate.policy.Exemption;
import io.github.provenancegate.policy.ImagePattern;
import io.github.provenancegate.policy.Mode;
import io.github.provenancegate.policy.NamespaceScope;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.policy.Revocation;
import io.github.provenancegate.policy.TagAction;
import io.github.provenancegate.policy.UndeterminedAction;
import io.github.provenancegate.policy.Verification;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.BaseDigestRule;
import io.github.provenancegate.verdict.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyDocumentsTest {
    private static final String ID = "4cf15780a13a9b6576d8b357e6524554c8c12a18";

    private static final String WHOLE = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata:
              name: acme
              labels: {team: "", app.kubernetes.io/part-of: gate}
            spec:
              images: ["cgr.dev/acme.com/**", "registry.acme.example/cgr/**"]
              namespaces:
                include: ["prod-*"]
                exclude: ["sandbox-*"]
                matchLabels: {tier: "1"}
              verification: full
              baseDigest: required
              organization:
                name: acme.com
                id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                identities: ["c03040118377d88c", "ca93125e202f81f8"]
              reference:
                repository: registry.example/bases
                names: {"my-python": "python"}
                signers: [{issuer: "https://issuer.example", subject: "https://ci.example/build", trustRoot: own}]
              mode: warn
              onUndetermined: allow
              requireDigest: deny
              revoked: [{digest: "sha256:%1$s", reason: CVE-2026-1}]
              exemptions:
              - {image: "cgr.dev/acme.com/legacy@sha256:%2$s", reason: CHG-123, until: 2026-12-31T01:00:00+01:00}
              - {image: "cgr.dev/%3$s/legacy@sha256:%2$s", reason: CHG-124, until: "2027-12-31T00:00:00.5Z"}
            """.formatted("a".repeat(64), "b".repeat(64), ID);

    private static final String SMALL = """
            apiVersion: provenance-gate.github.io/v1alpha1
            kind: ProvenancePolicy
            metadata: {name: small}
            spec:
              images: [cgr.dev/acme.com/**]
              signers: [{issuer: "https://issuer.example", subject: someone@example.com}]
            """;

    private final PolicyDocuments documents = new PolicyDocuments(Set.of("public-good", "own"));

    @Test
    void everyFieldIsRead() {
        ProvenancePolicy policy = only(WHOLE);
        assertThat(policy.name()).isEqualTo("acme");
        assertThat(policy.images())
                .contains(
                        ImagePattern.parse("cgr.dev/acme.com/**"),
                        ImagePattern.parse("cgr.dev/" + ID + "/**"),
                        ImagePattern.parse("registry.acme.example/cgr/**"));
        assertThat(policy.namespaces())
                .isEqualTo(new NamespaceScope(
                        Optional.of(List.of("prod-*")),
                        Optional.of(List.of("sandbox-*")),
                        Optional.of(Map.of("tier", "1"))));
        assertThat(policy.organization()).hasValueSatisfying(acme -> {
            assertThat(acme.name()).isEqualTo("acme.com");
            assertThat(acme.id()).isEqualTo(ID);
            assertThat(acme.identities()).containsExactly("c03040118377d88c", "ca93125e202f81f8");
        });
        assertThat(policy.mode()).isEqualTo(Mode.WARN);
        assertThat(policy.onUndetermined()).isEqualTo(UndeterminedAction.ALLOW);
        assertThat(policy.requireDigest()).isEqualTo(TagAction.DENY);
        assertThat(policy.revoked()).containsExactly(new Revocation(new Digest("a".repeat(64)), "CVE-2026-1"));
        assertThat(policy.exemptions())
                .containsExactly(
                        new Exemption(
                                new PinnedImage(
                                        Repository.parse("cgr.dev/acme.com/legacy"), new Digest("b".repeat(64))),
                                "CHG-123",
                                Instant.parse("2026-12-31T00:00:00Z")),
                        new Exemption(
                                new PinnedImage(
                                        Repository.parse("cgr.dev/" + ID + "/legacy"), new Digest("b".repeat(64))),
                                "CHG-124",
                                Instant.parse("2027-12-31T00:00:00.5Z")));
        assertThat(policy.requirementFor(Repository.parse("cgr.dev/acme.com/my-python")))
                .isInstanceOfSatisfying(Requirement.Full.class, full -> {
                    assertThat(full.reference()).isEqualTo(Repository.parse("registry.example/bases/python"));
                    assertThat(full.build().signers())
                            .containsExactly(new AllowedSigner(
                                    new Signer("https://issuer.example", "https://ci.example/build"), "own"));
                    assertThat(full.delivery().signers())
                            .extracting(allowed -> allowed.signer().subject())
                            .containsExactly(
                                    "https://issuer.enforce.dev/" + ID + "/c03040118377d88c",
                                    "https://issuer.enforce.dev/" + ID + "/ca93125e202f81f8");
                });
    }

    @Test
    void whatIsLeftOutIsTheStricterChoice() {
        ProvenancePolicy policy = only(SMALL);
        assertThat(policy.verification()).isInstanceOfSatisfying(Verification.Delivery.class, delivery -> {
            assertThat(delivery.baseDigest()).isEqualTo(BaseDigestRule.REQUIRED);
            assertThat(delivery.signers().signers())
                    .containsExactly(
                            AllowedSigner.publicGood(new Signer("https://issuer.example", "someone@example.com")));
        });
        assertThat(policy.namespaces()).isEqualTo(NamespaceScope.EVERYWHERE);
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.onUndetermined()).isEqualTo(UndeterminedAction.DENY);
        assertThat(policy.requireDigest()).isEqualTo(TagAction.WARN);
    }

    @Test
    void fullWithoutReferenceLooksForTheBaseAtChainguard() {
        assertThat(only(SMALL + "  verification: full\n").verification())
                .isInstanceOfSatisfying(Verification.Full.class, full -> {
                    assertThat(full.reference().repository()).isEqualTo(Repository.parse("cgr.dev/chainguard-private"));
                    assertThat(full.reference().signers().signers())
                            .extracting(allowed -> allowed.signer().subject())
                            .containsExactly("https://github.com/chainguard-images/images-private/.github/workflows/"
                                    + "release.yaml@refs/heads/main");
                });
    }

    @Test
    void thePublicPresetNeedsNothingElse() {
        ProvenancePolicy policy = only("""
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: public}
                spec: {preset: chainguard-public}
                """);
        assertThat(policy.images()).containsExactly(ImagePattern.parse("cgr.dev/chainguard/**"));
        assertThat(policy.verification()).isInstanceOfSatisfying(Verification.Delivery.class, delivery -> {
            assertThat(delivery.baseDigest()).isEqualTo(BaseDigestRule.OPTIONAL);
            assertThat(delivery.signers().signers())
                    .containsExactly(AllowedSigner.publicGood(new Signer(
                            "https://token.actions.githubusercontent.com",
                            "https://github.com/chainguard-images/images/.github/workflows/"
                                    + "release.yaml@refs/heads/main")));
        });
    }

    @Test
    void aFileHoldsSeveralPoliciesAndEmptyDocumentsAreNone() {
        assertThat(documents.parse("p.yaml", "---\n# none\n---\n" + SMALL + "---\n" + WHOLE + "---\n"))
                .extracting(ProvenancePolicy::name)
                .containsExactly("small", "acme");
    }

    @Test
    void jsonIsReadByTheSameRules() {
        assertThat(only("""
                {"apiVersion": "provenance-gate.github.io/v1alpha1", "kind": "ProvenancePolicy",
                 "metadata": {"name": "json"}, "spec": {"preset": "chainguard-public"}}
                """).name()).isEqualTo("json");
    }

    @Test
    void aFolderIsReadFileByFileAndHiddenFilesAreNot(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("b.yaml"), SMALL);
        Files.writeString(folder.resolve("a.yml"), WHOLE);
        Files.writeString(folder.resolve("notes.txt"), "not a policy");
        Files.writeString(folder.resolve(".hidden.yaml"), "not: a policy");
        Files.createDirectory(folder.resolve("..data.yaml"));
        assertThat(documents.read(folder)).extracting(ProvenancePolicy::name).containsExactly("acme", "small");
    }

    @Test
    void everyFaultIsToldWithFileLineAndField(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: acme}
                spec:
                  images: ["**/acme"]
                  imagez: []
                  signers: []
                """);
        assertThatThrownBy(() -> documents.read(file))
                .isInstanceOfSatisfying(
                        PolicyRefusedException.class,
                        refused -> assertThat(refused.faults())
                                .allSatisfy(fault -> assertThat(fault.file()).isEqualTo(file.toString()))
                                .extracting(
                                        fault -> fault.place().orElseThrow().line(),
                                        fault -> fault.field().orElseThrow())
                                .containsExactly(
                                        tuple(5, "spec.images[0]"), tuple(6, "spec.imagez"), tuple(7, "spec.signers")))
                .hasMessageStartingWith(file + ":5:12: spec.images[0]: the pattern \"**/acme\" must begin with a whole"
                        + " registry host");
    }

    @Test
    void theSameNameInTwoFilesIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SMALL);
        Files.writeString(folder.resolve("b.yaml"), SMALL);
        assertThatThrownBy(() -> documents.read(folder))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("b.yaml:1:1: metadata.name: \"small\" is the name of another policy too");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedByName(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> documents.read(folder.resolve("none.yaml")))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("none.yaml: cannot be read");
        assertThatThrownBy(() -> documents.read(folder))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("holds no .yaml, .yml or .json file");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, (byte) 0x28});
        assertThatThrownBy(() -> documents.read(binary))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("is not UTF-8");
        Path large = Files.write(
                folder.resolve("large.yaml"),
                ("#" + "x".repeat(PolicyDocuments.FILE_BYTES_MAX)).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> documents.read(large))
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("is longer than");
    }

    private ProvenancePolicy only(String text) {
        List<ProvenancePolicy> policies = documents.parse("policy.yaml", text);
        assertThat(policies).hasSize(1);
        return policies.getFirst();
    }
}
