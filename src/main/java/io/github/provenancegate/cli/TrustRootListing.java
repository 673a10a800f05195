package io.github.provenancegate.cli;

import io.github.provenancegate.verify.TrustRoots;
import java.time.InstantSource;

/// Everything that `trust-root` needs.
///
/// @param clock tells how old a root is once it was renewed
/// @param format of the document on standard output
public record TrustRootListing(TrustRoots roots, InstantSource clock, Verification.Format format) {}
