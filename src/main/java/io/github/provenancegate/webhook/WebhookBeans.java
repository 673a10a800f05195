package io.github.provenancegate.webhook;

import io.github.provenancegate.verify.Observer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Puts the webhook together and hangs it into the framework's server.
@ApplicationScoped
class WebhookBeans {
    /// The webhook's own parts.
    record Webhook(
            ReviewIntake intake, Hook reviewer, Hook advice, Hook pinning, ReviewMetrics metrics, WarmUp warmUp) {}

    @Produces
    @Singleton
    Webhook webhook(WebhookParts parts, MeterRegistry meters, Tracer tracer) {
        WebhookSettings settings = parts.settings();
        ReviewMetrics metrics = new ReviewMetrics(meters);
        Load load = new Load(settings.reviewsInFlightMax(), settings.bodyBytesInFlightMax());
        metrics.watch(load);
        metrics.watch(parts.announcer());
        PodReview podReview =
                new PodReview(parts.verifier(), parts.policies(), parts.namespaces(), parts.clock(), parts.threads());
        Observer observer = new VerificationMetrics(meters, parts.nanoTime());
        return new Webhook(
                new ReviewIntake(load, metrics, settings.reviewMax(), parts.nanoTime(), tracing(parts, tracer)),
                new Reviewer(podReview, parts.askers(), parts.announcer(), metrics, observer),
                new WorkloadAdvice(podReview, parts.askers(), new HookMetrics(meters), observer),
                new TagPinning(podReview, parts.askers(), new HookMetrics(meters), observer),
                metrics,
                new WarmUp(podReview, parts.nanoTime()));
    }

    private static Tracing tracing(WebhookParts parts, Tracer tracer) {
        return switch (parts.traces()) {
            case NONE -> Tracing.OFF;
            case SENT -> new Traces(tracer, parts.clock());
        };
    }

    void addRoutes(@Observes Router router, Webhook webhook, WebhookParts parts) {
        webhook.intake().open(router, ReviewIntake.VALIDATE);
        webhook.intake().open(router, ReviewIntake.WARN);
        switch (parts.settings().pinTags()) {
            case VERIFIED -> webhook.intake().open(router, ReviewIntake.MUTATE);
            case NONE -> webhook.intake().shut(router, ReviewIntake.MUTATE);
        }
    }

    void start(@Observes StartupEvent event, Webhook webhook) {
        webhook.warmUp().run();
    }

    void end(@Observes ShutdownDelayInitiatedEvent event, Webhook webhook) {
        webhook.intake().drain();
    }
}
