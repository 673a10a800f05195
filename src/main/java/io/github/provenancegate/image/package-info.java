/// What an image is called.
///
/// ```
///   text from outside ──parse──▶ ImageReference ── Tagged ──(the registry pins it)──▶ PinnedImage
///                                               └─ Pinned ─────────(taken as it is)──▶ PinnedImage
/// ```
///
/// Confusing words: a *repository* is host and path (`cgr.dev/acme.com/python`); a *reference* adds a tag or a
/// digest; a *pinned image* is a repository and the one digest that everything after speaks of.
/// `repo:tag@sha256:…` is pinned: the digest alone counts.
package io.github.provenancegate.image;
