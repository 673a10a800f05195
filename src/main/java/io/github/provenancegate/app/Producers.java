package io.github.provenancegate.app;

import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.ClusterEvents;
import io.github.provenancegate.cluster.PullSecrets;
import io.github.provenancegate.cluster.RunningPods;
import io.github.provenancegate.kubernetes.AdmissionRequest;
import io.github.provenancegate.kubernetes.Finding;
import io.github.provenancegate.kubernetes.ImageRuling;
import io.github.provenancegate.kubernetes.Mend;
import io.github.provenancegate.policy.PolicyStanding;
import io.github.provenancegate.policy.RunningImages;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.webhook.Announcer;
import io.github.provenancegate.webhook.Askers;
import io.github.provenancegate.webhook.CertificateSource;
import io.github.provenancegate.webhook.WebhookParts;
import io.github.provenancegate.webhook.WebhookParts.TraceUse;
import io.github.provenancegate.webhook.WebhookSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Shows CDI the graph that was built without it.
@ApplicationScoped
class Producers {
    private record Exposed(
            Settings settings,
            String replica,
            Assembly assembly,
            ServedPolicies policies,
            CertificateSource certificate) {}

    private static volatile @Nullable Exposed exposed;

    /// Called before the framework starts.
    static void expose(
            Settings settings,
            String replica,
            Assembly assembly,
            ServedPolicies policies,
            CertificateSource certificate) {
        exposed = new Exposed(settings, replica, assembly, policies, certificate);
    }

    private static Exposed exposed() {
        return Optional.ofNullable(exposed)
                .orElseThrow(() -> new IllegalStateException("the framework was started by something else than serve"));
    }

    private static Askers askers(Settings.PodUse use) {
        return switch (use) {
            case IGNORE -> _ -> Asker.OURSELVES;
            case USE -> new PullSecrets(ClusterClient.ofReviews(), System::nanoTime)::askerOf;
        };
    }

    private static Optional<RunningImages> running(Settings.PodUse use) {
        return switch (use) {
            case IGNORE -> Optional.empty();
            case USE -> Optional.of(new RunningPods(ClusterClient.ofWatches()));
        };
    }

    /// Policies that came from a file say nothing about the cluster that a kubeconfig happens to name.
    private static Optional<ClusterEvents> events(Settings settings, String replica) {
        Settings.EventUse use = settings.serving()
                .events()
                .orElse(settings.policy().isPresent() ? Settings.EventUse.NONE : Settings.EventUse.WRITE);
        return switch (use) {
            case NONE -> Optional.empty();
            case WRITE -> {
                ClusterEvents events =
                        new ClusterEvents(ClusterClient.ofReviews(), replica, InstantSource.system(), System::nanoTime);
                events.start();
                yield Optional.of(events);
            }
        };
    }

    private static Announcer announcer(ClusterEvents events) {
        return new Announcer() {
            @Override
            public void reviewed(AdmissionRequest request, List<ImageRuling> rulings) {
                events.reviewed(request, rulings);
            }

            @Override
            public void changed(PolicyStanding standing) {
                events.changed(standing);
            }

            @Override
            public void mended(Mend mend) {
                events.found(Finding.of(mend));
            }

            @Override
            public long dropped() {
                return events.dropped();
            }
        };
    }

    @Produces
    @Singleton
    WebhookParts webhook() {
        Exposed given = exposed();
        ServedPolicies policies = given.policies();
        WebhookSettings limits = WebhookSettings.DEFAULT;
        Optional<ClusterEvents> events = events(given.settings(), given.replica());
        return new WebhookParts(
                given.assembly().verifier(),
                policies.source(),
                policies.namespaces(),
                policies.watch(),
                given.assembly().trustRoots(),
                given.assembly().memory(),
                running(given.settings().serving().runningPods()),
                askers(given.settings().serving().pullSecrets()),
                events.map(Producers::announcer).orElse(Announcer.SILENT),
                given.certificate(),
                new WebhookSettings(
                        given.settings().timeout(),
                        limits.reviewsInFlightMax(),
                        limits.bodyBytesInFlightMax(),
                        given.settings().serving().pinTags()),
                given.settings().serving().otlpEndpoint().isPresent() ? TraceUse.SENT : TraceUse.NONE,
                SelfChecks.of(given.settings(), policies, events),
                Executors.newVirtualThreadPerTaskExecutor(),
                InstantSource.system(),
                System::nanoTime);
    }
}
