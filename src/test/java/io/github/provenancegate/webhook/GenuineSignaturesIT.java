package io.github.provenancegate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.WebhookConfiguration;
import io.github.provenancegate.image.Digest;
import io.github.provenancegate.sigstore.GenuineSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Signatures that Chainguard made and the public Sigstore instance recorded, on a real registry, asked about
/// by a real API server, with the trust root that the product brings along.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class GenuineSignaturesIT {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    private static final String TODAY =
            "https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main";

    private final List<GenuineSignature> genuine = GenuineSignature.all();
    private final ControlPlane plane;
    private final DistributionRegistry registry = DistributionRegistry.start();
    private final ProvgateProcess webhook;
    private final PodNamespace namespace;
    private WebhookConfiguration.Installed installed = () -> {};

    GenuineSignaturesIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        namespace = PodNamespace.create(plane, "genuine");
        StringBuilder policies = new StringBuilder();
        for (int i = 0; i < genuine.size(); i++) {
            policies.append(policy("own-" + i, genuine.get(i).signer().subject()));
        }
        policies.append(policy("public", TODAY));
        policies.append(policy("delivered", TODAY).replaceFirst("signers: .*", """
                organization:
                    name: acme.com
                    id: "4cf15780a13a9b6576d8b357e6524554c8c12a18"
                    identities: ["c03040118377d88c", "ca93125e202f81f8"]"""));
        policies.append(policy("spoiled", genuine.getFirst().signer().subject()));
        webhook = ProvgateProcess.serve(
                "--policy",
                Files.writeString(folder.resolve("policies.yaml"), policies).toString(),
                "--plain-http",
                registry.host());
    }

    /// A policy for the repositories below its own name.
    private String policy(String name, String subject) {
        return """
                ---
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: %1$s}
                spec:
                  images: ["%2$s/%1$s/**"]
                  baseDigest: optional
                  signers: [{issuer: "https://token.actions.githubusercontent.com", subject: "%3$s"}]
                """.formatted(name, registry.host(), subject);
    }

    @BeforeAll
    void install() {
        installed = WebhookConfiguration.failing(webhook.validate(), webhook.certificates(), namespace.name())
                .installOn(plane);
    }

    @AfterAll
    void close() {
        installed.close();
        webhook.close();
        registry.close();
    }

    @Test
    void eachIsAdmittedUnderItsOwnSigner() {
        assertThat(genuine).hasSize(35);
        for (int i = 0; i < genuine.size(); i++) {
            Answer answer = run("own-" + i + "/image", genuine.get(i));
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
        }
    }

    @Test
    void eachIsOfTheWrongSignerForAnOrganisation() {
        for (int i = 0; i < genuine.size(); i++) {
            wrongSigner(
                    run("delivered/image" + i, genuine.get(i)),
                    genuine.get(i),
                    "https://issuer.enforce.dev/4cf15780a13a9b6576d8b357e6524554c8c12a18/c03040118377d88c");
        }
    }

    @Test
    void onlyTheYoungestIsOfTodaysPublicSigner() {
        for (int i = 0; i < genuine.size(); i++) {
            Answer answer = run("public/image" + i, genuine.get(i));
            if (genuine.get(i).signer().subject().equals(TODAY)) {
                assertThat(answer.code()).isEqualTo(201);
            } else {
                wrongSigner(answer, genuine.get(i), TODAY);
            }
        }
        assertThat(genuine)
                .filteredOn(one -> one.signer().subject().equals(TODAY))
                .hasSize(1);
    }

    private static void wrongSigner(Answer answer, GenuineSignature signature, String expected) {
        assertThat(answer.reason()).isEqualTo("ERROR");
        assertThat(answer.message())
                .contains("ERROR WRONG_SIGNER: signed by " + signature.signer().subject(), "expected " + expected);
    }

    @Test
    void oneChangedByteDeniesWithTheFittingReason() {
        GenuineSignature one = genuine.getFirst();
        refuted(
                "payload",
                "DIGEST_MISMATCH",
                with(
                        changed(one.payload(), one.payload().indexOf("sha256:") + 20),
                        one.signature(),
                        one.certificate(),
                        one.logEntry()));
        refuted(
                "signature",
                "LOG_ENTRY_MISMATCH",
                with(one.payload(), changed(one.signature(), 30), one.certificate(), one.logEntry()));
        refuted(
                "certificate",
                "CERTIFICATE_INVALID|LOG_ENTRY_MISMATCH",
                with(one.payload(), one.signature(), changed(one.certificate(), 300), one.logEntry()));
        refuted(
                "promise",
                "LOG_ENTRY_INVALID",
                with(
                        one.payload(),
                        one.signature(),
                        one.certificate(),
                        changed(one.logEntry(), one.logEntry().indexOf("SignedEntryTimestamp") + 50)));
    }

    @Test
    void anotherImagesSignatureDeniesWithTheFittingReason() {
        GenuineSignature one = genuine.getFirst();
        GenuineSignature other = genuine.get(1);
        refuted(
                "copied",
                "DIGEST_MISMATCH",
                with(other.payload(), other.signature(), other.certificate(), other.logEntry()));
        refuted(
                "spliced",
                "LOG_ENTRY_MISMATCH",
                with(one.payload(), one.signature(), one.certificate(), other.logEntry()));
    }

    private void refuted(String repository, String codes, GenuineSignature spoiled) {
        Answer answer = run("spoiled/" + repository, spoiled);
        assertThat(answer.reason()).as(answer.message()).isEqualTo("ERROR");
        assertThat(answer.message()).containsPattern(": ERROR (" + codes + "): ");
    }

    /// A spoiled copy of the first one, about the same image.
    private GenuineSignature with(String payload, String signature, String certificate, String logEntry) {
        GenuineSignature one = genuine.getFirst();
        return new GenuineSignature(one.image(), one.signer(), payload, signature, certificate, logEntry);
    }

    private static String changed(String text, int index) {
        char c = text.charAt(index);
        return text.substring(0, index)
                + (c == 'a' || c == '1' ? '2' : c >= '0' && c <= '9' ? '1' : 'a')
                + text.substring(index + 1);
    }

    /// Puts the signature beside the image that it is (or should be) about, and creates a Pod that names it.
    private Answer run(String repository, GenuineSignature signature) {
        registry.pushBlob(repository, signature.payloadBytes());
        byte[] config = "{}".getBytes(UTF_8);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},"layers":[%s]}
                """.formatted(
                        MANIFEST, CONFIG, registry.pushBlob(repository, config), config.length, signature.layer());
        Digest image = signature.image();
        registry.pushManifest(repository, "sha256-" + image.hex() + ".sig", MANIFEST, manifest.getBytes(UTF_8));
        return namespace.run(repository.replace('/', '-'), registry.host() + "/" + repository + "@" + image);
    }
}
