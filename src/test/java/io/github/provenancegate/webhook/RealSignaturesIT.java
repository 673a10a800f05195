package io.github.provenancegate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.ControlPlaneExtension;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.KubernetesApi.Answer;
import io.github.provenancegate.harness.ProvgateProcess;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.harness.RealSigstore.Row;
import io.github.provenancegate.harness.WebhookConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods with the images that real cosign, Fulcio and Rekor signed.
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class RealSignaturesIT {
    private final ControlPlane plane;
    private final DistributionRegistry registry;
    private final ProvgateProcess webhook;
    private final PodNamespace full;
    private final PodNamespace delivery;
    private WebhookConfiguration.Installed installed = () -> {};

    RealSignaturesIT(ControlPlane plane, @TempDir Path folder) throws IOException {
        this.plane = plane;
        registry = DistributionRegistry.startWith(RealSigstore.registryStorage());
        full = PodNamespace.create(plane, "full");
        delivery = PodNamespace.create(plane, "delivery");
        String organization = """
                  organization:
                    name: example.com
                    id: "0caaf24ab1a0c33440c06afe99df986365b0781f"
                    identities: ["849d2cc9d2d23287", "4c62b72c3445c4f3"]
                """;
        String head = """
                ---
                apiVersion: provenance-gate.github.io/v1alpha1
                kind: ProvenancePolicy
                metadata: {name: %1$s}
                spec:
                  verification: %2$s
                  namespaces: {include: ["%2$s-*"]}
                  images: ["%3$s/**"]
                """;
        Path policies = Files.writeString(
                folder.resolve("policies.yaml"),
                head.formatted("full", "full", registry.host() + "/example.com") + organization
                        + "  reference: {repository: \"" + registry.host() + "/chainguard-private\"}\n"
                        + head.formatted("delivery", "delivery", registry.host() + "/example.com") + organization
                        + head.formatted("base", "delivery", registry.host() + "/chainguard-private")
                        + """
                          baseDigest: optional
                          signers:
                          - issuer: https://token.actions.githubusercontent.com
                            subject: https://github.com/chainguard-images/images-private/.github/workflows/release.yaml@refs/heads/main
                        """);
        webhook = ProvgateProcess.serve(
                "--policy",
                policies.toString(),
                "--trust-root",
                RealSigstore.trustedRoot().toString(),
                "--plain-http",
                registry.host());
    }

    @BeforeAll
    void install() {
        installed = WebhookConfiguration.failing(
                        webhook.validate(), webhook.certificates(), full.name(), delivery.name())
                .installOn(plane);
    }

    @AfterAll
    void close() {
        installed.close();
        webhook.close();
        registry.close();
    }

    static List<Row> rows() {
        return RealSigstore.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachIsAdmittedOrDeniedAsItDeserves(Row row) {
        judged(delivery, row, row.delivery());
        if (!row.full().isEmpty()) {
            judged(full, row, row.full());
        }
    }

    private void judged(PodNamespace namespace, Row row, String status) {
        Answer answer = namespace.run(row.name(), row.on(registry));
        if (status.endsWith("VERIFIED")) {
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
            assertThat(namespace.audited(row.name())).containsEntry("status", status);
        } else {
            assertThat(answer.reason()).as(answer.message()).isEqualTo(status);
            assertThat(answer.message()).contains(": " + status + " " + row.reason());
        }
    }
}
