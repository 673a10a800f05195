package io.github.provenancegate.webhook;

import java.time.Duration;

/// What an operator may bound.
///
/// @param reviewMax longest time for one review, whatever the API server would wait
/// @param reviewsInFlightMax reviews at once; more are shed
/// @param bodyBytesInFlightMax bytes of the bodies of all reviews at once; more are shed. Above the largest
///     body, or no such review could ever pass
/// @param pinTags whether tags are replaced by digests where the API server asks for it
public record WebhookSettings(Duration reviewMax, int reviewsInFlightMax, long bodyBytesInFlightMax, PinTags pinTags) {
    /// Which tags `POST /mutate` replaces by digests.
    public enum PinTags {
        /// There is no such path.
        NONE,
        /// Those of verified images.
        VERIFIED
    }

    /// Within the 30 s that an API server waits at most; bodies that fit a heap of 154 MiB, the chart's, with what
    /// reading them takes.
    public static final WebhookSettings DEFAULT =
            new WebhookSettings(Duration.ofSeconds(29), 512, 48L << 20, PinTags.NONE);
}
