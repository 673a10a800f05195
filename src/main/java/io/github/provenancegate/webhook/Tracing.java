package io.github.provenancegate.webhook;

import io.vertx.core.MultiMap;

/// Whether and how reviews are shown in traces.
@FunctionalInterface
interface Tracing {
    /// They are not.
    Tracing OFF = _ -> ReviewSpan.NONE;

    /// Begins the span of a review.
    ///
    /// @param headers of its call
    ReviewSpan begin(MultiMap headers);
}
