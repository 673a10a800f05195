/// Remembers what was found out, so that the next Pod of a known image is answered without a network. Evidence
/// is remembered, never a verdict: each review judges anew, so that a hit passes the same policy as a miss.
///
/// ```
///   ProvenanceVerifier ─┬─▶ CaffeineSignatures ─▶ (SigstoreSignatures) ─┐
///                       └─────────────────────────────────────────────▶ CaffeineRegistry ─▶ (OciRegistry)
/// ```
///
/// | what | how long | why |
/// | --- | --- | --- |
/// | a signature proven by a wanted signer | 24 h | it cannot become unproven, but for a change of the trust roots,
/// which are part of the key |
/// | a manifest or a base claim, by digest | 24 h | its bytes cannot change |
/// | no such manifest; only refuted, unlogged or no signatures | 60 s | whoever mends it should not wait |
/// | could not be asked | 2 to 5 s, spread | a registry that comes back is asked soon, but not by all at once |
/// | what a tag points at | never | it moves; equal look-ups on their way are shared |
///
/// Everything is keyed by repository, digest and the asker's scope: what one tenant may read is no answer for
/// another, and a copy elsewhere poisons nothing.
///
/// All together is bounded by about 55 MB, in a heap of 256: 16 for manifests, 12 for proofs, 4 for claims, and
/// 4 and 1 for what each kind of question remembers briefly.
///
/// What is past half of its life is asked for again while it still serves, so that a registry that goes away
/// then takes nothing along for another half.
///
/// A look-up that several wait for (a flight) has a time of its own: who has no time left leaves, and the
/// flight ends into the memory, so that a retry is served.
package io.github.provenancegate.cache;
