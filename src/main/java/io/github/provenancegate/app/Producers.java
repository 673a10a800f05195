package io.github.provenancegate.app;

import io.github.provenancegate.cluster.ClusterClient;
import io.github.provenancegate.cluster.PullSecrets;
import io.github.provenancegate.cluster.RunningPods;
import io.github.provenancegate.policy.RunningImages;
import io.github.provenancegate.verify.Asker;
import io.github.provenancegate.webhook.Askers;
import io.github.provenancegate.webhook.WebhookParts;
import io.github.provenancegate.webhook.WebhookSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Shows CDI the graph that was built without it.
@ApplicationScoped
class Producers {
    private record Exposed(Settings settings, Assembly assembly, ServedPolicies policies) {}

    private static volatile @Nullable Exposed exposed;

    /// Called before the framework starts.
    static void expose(Settings settings, Assembly assembly, ServedPolicies policies) {
        exposed = new Exposed(settings, assembly, policies);
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

    @Produces
    @Singleton
    WebhookParts webhook() {
        Exposed given = exposed();
        ServedPolicies policies = given.policies();
        WebhookSettings limits = WebhookSettings.DEFAULT;
        return new WebhookParts(
                given.assembly().verifier(),
                policies.source(),
                policies.namespaces(),
                policies.watch(),
                given.assembly().trustRoots(),
                given.assembly().memory(),
                running(given.settings().serving().runningPods()),
                askers(given.settings().serving().pullSecrets()),
                new WebhookSettings(
                        given.settings().timeout(), limits.reviewsInFlightMax(), limits.bodyBytesInFlightMax()),
                Executors.newVirtualThreadPerTaskExecutor(),
                InstantSource.system(),
                System::nanoTime);
    }
}
