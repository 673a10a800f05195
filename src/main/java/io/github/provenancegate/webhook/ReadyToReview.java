package io.github.provenancegate.webhook;

import io.github.provenancegate.webhook.WebhookBeans.Webhook;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when policies can be read and a review was done. Whether a registry answers is no part of it: a Pod
/// without webhook helps nobody.
@Readiness
class ReadyToReview implements HealthCheck {
    private final WebhookParts parts;
    private final Webhook webhook;

    ReadyToReview(WebhookParts parts, Webhook webhook) {
        this.parts = parts;
        this.webhook = webhook;
    }

    @Override
    public HealthCheckResponse call() {
        int policies = parts.policies().current().policies().size();
        return HealthCheckResponse.named("reviews")
                .status(webhook.warmUp().state() == WarmUp.State.WARM)
                .withData("policies", policies)
                .build();
    }
}
