package io.github.provenancegate.app;

import io.github.provenancegate.policy.PolicySource;
import io.github.provenancegate.verify.ProvenanceVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows CDI the graph that was built without it.
@ApplicationScoped
class Producers {
    private record Exposed(Settings settings, Assembly assembly) {}

    private static volatile @Nullable Exposed exposed;

    /// Called before the framework starts.
    static void expose(Settings settings, Assembly assembly) {
        exposed = new Exposed(settings, assembly);
    }

    private static Exposed exposed() {
        return Optional.ofNullable(exposed)
                .orElseThrow(() -> new IllegalStateException("the framework was started by something else than serve"));
    }

    @Produces
    @ApplicationScoped
    PolicySource policies() {
        var policies = exposed().assembly().policies();
        return () -> policies;
    }

    @Produces
    @Singleton
    ProvenanceVerifier verifier() {
        return exposed().assembly().verifier();
    }
}
