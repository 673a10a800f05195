package io.github.provenancegate.webhook;

import java.time.Duration;

/// What an operator may bound.
///
/// @param reviewMax longest time for one review, whatever the API server would wait
/// @param reviewsInFlightMax reviews at once; more are shed
/// @param bodyBytesInFlightMax bytes of the bodies of all reviews at once; more are shed. Above the largest
///     body, or no such review could ever pass
public record WebhookSettings(Duration reviewMax, int reviewsInFlightMax, long bodyBytesInFlightMax) {
    /// Within the 30 s that an API server waits at most; bodies that fit a heap of 256 MiB, with what reading
    /// them takes.
    public static final WebhookSettings DEFAULT = new WebhookSettings(Duration.ofSeconds(29), 512, 48L << 20);
}
