/// What was found out about one image. Facts only: no policy colours them, so they can be remembered and
/// shared.
///
/// ```
///   Evidence ─ Unresolved            the image could not be pinned, or is itself at fault
///            └ Gathered ─ BaseClaim   which base the image says it was built from
///                       ├ Signature*  Proven(Proof) | Unlogged | Refuted | Unknown
///                       └ BaseImage*  each named base in the reference repository, with its own signatures
/// ```
///
/// Confusing words: a *candidate* is any signature that somebody attached; a *proof* is a candidate of which
/// every step holds; *unlogged* holds too, but no trusted log or nothing trusted about its time stands behind
/// it; *refuted* speaks against the candidate; *unknown* is a place that could not be asked, and is never
/// confused with absence.
package io.github.provenancegate.evidence;
