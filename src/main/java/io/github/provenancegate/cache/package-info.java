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
/// 4 and 1 for what each kind of question remembers briefly; 12 more where a file is written.
///
/// What is past half of its life is asked for again while it still serves, so that a registry that goes away
/// then takes nothing along for another half.
///
/// A look-up that several wait for (a flight) has a time of its own: who has no time left leaves, and the
/// flight ends into the memory, so that a retry is served.
///
/// Over a restart a file (`Keeper`) brings what was proven, as the registries' answers from which it followed:
///
/// ```
///   SigstoreSignatures ─▶ Recording ─▶ CaffeineRegistry     Ledger notes what led to a wanted proof
///   KeptFile ─▶ KeptRegistry ─▶ SigstoreSignatures          the same answers, verified again
/// ```
///
/// The file is not trusted. No verdict, signer or digest is taken from it: documents are found by the hash of
/// the bytes that are read, signatures are verified again, and a base claim is read again along the hashes that
/// begin with the image's digest. Whoever can write it gains what a registry could tell us that goes on saying
/// what was true once:
///
/// | changed | what comes of it |
/// | --- | --- |
/// | bytes of a document | it has another hash, and is not found |
/// | a line's image, to another digest | the signature speaks of the old one: refuted, and left out |
/// | a line's image, to another repository | the same bytes are proven there, as by copying the signature there |
/// | a line's time | a genuine proof lives on, 24 h at most for each start; never from the future |
/// | a line put in | a genuine signature counts, as at a registry; a manifest is there that may not be: in full
/// mode the base must carry a genuine build signature besides |
/// | a line taken out | the registry is asked |
///
/// What remains is the presence of a base in the reference repository, which has no signature of its own: a
/// base that was genuinely built and is withdrawn can be made to seem there. Revocations in a policy outweigh
/// it.
package io.github.provenancegate.cache;
