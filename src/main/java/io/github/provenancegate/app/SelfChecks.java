package io.github.provenancegate.app;

import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.ClusterEvents;
import io.github.provenancegate.cluster.ClusterPolicies;
import io.github.provenancegate.cluster.GuardWatch;
import io.github.provenancegate.kubernetes.Finding;
import io.github.provenancegate.kubernetes.GuardReport;
import io.github.provenancegate.webhook.SelfCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts together what looks at the webhook's own configuration.
final class SelfChecks {
    /// What the chart and the manifests call it.
    private static final String CONFIGURATION = "provenance-gate";

    private SelfChecks() {}

    /// Empty where nobody wants it, or where policies come from a file and no configuration is named: such a
    /// process need not have a cluster.
    ///
    /// @param events where findings are told, if they are
    static Optional<SelfCheck> of(Settings settings, ServedPolicies policies, Optional<ClusterEvents> events) {
        Duration period = settings.serving().selfCheckPeriod();
        Optional<String> name = settings.serving()
                .webhookConfiguration()
                .or(() -> policies.cluster().map(_ -> CONFIGURATION));
        return name.filter(_ -> period.isPositive()).map(configuration -> {
            Consumer<Finding> told = finding -> events.ifPresent(one -> one.found(finding));
            GuardWatch watch = new GuardWatch(
                    ClusterClient.ofReviews(),
                    configuration,
                    policies.source(),
                    () -> policies.cluster()
                            .map(ClusterPolicies::knownNamespaces)
                            .orElse(List.of()),
                    told,
                    InstantSource.system());
            return new SelfCheck(
                    served -> {
                        GuardReport report = watch.look(served);
                        policies.cluster().ifPresent(cluster -> cluster.guarded(report));
                        return report;
                    },
                    period);
        });
    }
}
