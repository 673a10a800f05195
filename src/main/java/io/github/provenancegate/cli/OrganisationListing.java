package io.github.provenancegate.cli;

import io.github.provenancegate.verify.Organisation;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Everything that `identities` needs.
///
/// @param format of the document on standard output
/// @param timeout longest time for all that is asked
/// @param nanoTime a monotonic clock in nanoseconds
public record OrganisationListing(
        Organisation organisation, Verification.Format format, Duration timeout, LongSupplier nanoTime) {}
