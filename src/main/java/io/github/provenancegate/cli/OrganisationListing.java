package io.github.provenancegate.cli;

import io.github.provenancegate.verify.Organisation;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Everything that asking Chainguard about an organisation needs.
///
/// @param registry host of the organisation's images
/// @param format of the document on standard output
/// @param timeout longest time for all that is asked
/// @param nanoTime a monotonic clock in nanoseconds
public record OrganisationListing(
        Organisation organisation,
        String registry,
        Verification.Format format,
        Duration timeout,
        LongSupplier nanoTime) {}
