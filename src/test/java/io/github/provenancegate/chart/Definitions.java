package io.github.provenancegate.chart;

import io.github.provenancegate.harness.ControlPlane;
import io.github.provenancegate.harness.GoModule;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The kinds of cert-manager and of the Prometheus operator, as those projects define them, and our own.
final class Definitions {
    private Definitions() {}

    /// Teaches them to a cluster.
    static void install(ControlPlane plane) {
        String all = files().stream().map(Chart::read).collect(Collectors.joining("\n---\n"));
        plane.kubectl().apply(all, "--server-side", "--force-conflicts").expectSuccess();
        plane.kubectl()
                .run("wait", "--for=condition=Established", "crd", "--all")
                .expectSuccess();
    }

    private static List<Path> files() {
        Path certManager = GoModule.CERT_MANAGER.folder().resolve("deploy/crds");
        Path operator = GoModule.PROMETHEUS_OPERATOR.folder().resolve("example/prometheus-operator-crd");
        return List.of(
                certManager.resolve("cert-manager.io_certificates.yaml"),
                certManager.resolve("cert-manager.io_issuers.yaml"),
                operator.resolve("monitoring.coreos.com_servicemonitors.yaml"),
                operator.resolve("monitoring.coreos.com_prometheusrules.yaml"),
                Chart.DEFINITION);
    }
}
