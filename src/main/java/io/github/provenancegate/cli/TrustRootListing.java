package io.github.provenancegate.cli;

import io.github.provenancegate.verify.TrustRoots;
import java.time.Instant;

/// Everything that `trust-root` needs.
///
/// @param now tells how old a root is
/// @param format of the document on standard output
public record TrustRootListing(TrustRoots roots, Instant now, Verification.Format format) {}
