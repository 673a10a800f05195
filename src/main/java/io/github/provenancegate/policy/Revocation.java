package io.github.provenancegate.policy;

import io.github.provenancegate.image.Digest;

/// A digest that is refused whatever is proven about it, in every repository that its policy speaks of.
///
/// @param reason from outside, escaped by whoever prints it; such as a CVE's number
public record Revocation(Digest digest, String reason) {}
