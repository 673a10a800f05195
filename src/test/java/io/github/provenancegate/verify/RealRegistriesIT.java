package io.github.provenancegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.provenancegate.fake.PlainHttp;
import io.github.provenancegate.harness.DistributionRegistry;
import io.github.provenancegate.harness.RealSigstore;
import io.github.provenancegate.harness.RegistryProgram;
import io.github.provenancegate.image.ImageReference;
import io.github.provenancegate.kubernetes.PolicyDocuments;
import io.github.provenancegate.policy.ProvenancePolicy;
import io.github.provenancegate.registry.OciRegistry;
import io.github.provenancegate.registry.RegistrySettings;
import io.github.provenancegate.sigstore.SigstoreSignatures;
import io.github.provenancegate.sigstore.SigstoreTrustRoots;
import io.github.provenancegate.sigstore.TrustRoot;
import io.github.provenancegate.verdict.AllowedSigner;
import io.github.provenancegate.verdict.Status;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each real registry that holds the same images, of legacy signatures and of bundles, leads to the same verdicts.
class RealRegistriesIT {
    @ParameterizedTest
    @EnumSource
    void eachImageHasItsStatusInBothModes(RegistryProgram program) throws Exception {
        Executor threads = Thread::startVirtualThread;
        try (DistributionRegistry real = DistributionRegistry.startWith(RealSigstore.registryStorage(), program)) {
            OciRegistry registry = new OciRegistry(
                    PlainHttp.transport(real.host()),
                    Credentials.ANONYMOUS,
                    RegistrySettings.DEFAULT,
                    threads,
                    System::nanoTime);
            TrustRoot root = TrustRoot.parse(AllowedSigner.PUBLIC_GOOD, Files.readAllBytes(RealSigstore.trustedRoot()));
            ProvenanceVerifier verifier = new ProvenanceVerifier(
                    registry, new SigstoreSignatures(registry, SigstoreTrustRoots.of(List.of(root)), threads), threads);
            assertThat(RealSigstore.rows()).isNotEmpty().allSatisfy(row -> {
                assertThat(status(verifier, real, row, "delivery")).isEqualTo(row.delivery());
                if (!row.full().isEmpty()) {
                    assertThat(status(verifier, real, row, "full")).isEqualTo(row.full());
                }
            });
        }
    }

    private static String status(
            ProvenanceVerifier verifier, DistributionRegistry real, RealSigstore.Row row, String verification) {
        List<ProvenancePolicy> policies = new PolicyDocuments(Set.of(AllowedSigner.PUBLIC_GOOD))
                .parse("policies", RealSigstore.policies(real.host(), verification));
        ImageReference image = ImageReference.parse(row.on(real));
        ProvenancePolicy policy = row.kind().equals("base") ? policies.getLast() : policies.getFirst();
        Status status = RealEdges.examine(
                        verifier, image, policy.requirementFor(image.repository()), RealEdges.inquiry())
                .status();
        return status.name();
    }
}
