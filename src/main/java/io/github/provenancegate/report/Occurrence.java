package io.github.provenancegate.report;

import io.github.provenancegate.policy.Decision;

/// An image where somebody wants to run it.
///
/// @param decision what admission says, or would say
public record Occurrence(Place place, Decision decision) {}
