/// Signature formats and Sigstore behind the core's ports: cosign's layouts in a registry, trust roots, certificates,
/// transparency. The only package that makes a `Proof`.
///
/// ```
///   registry ──▶ place (where candidates lie) ──▶ candidate (bytes, not believed) ──▶ walk against one trust root
///                                                                                      │
///                         Proven | Unlogged | Refuted(code of the step that failed) ◀──┘
/// ```
///
/// Confusing words: a *trust root* says whom to believe (certificate authorities, certificate transparency logs,
/// transparency logs, timestamp authorities); everything of one signature comes from one of them. An *SCT* is a
/// certificate transparency log's promise to show a certificate; a *SET* is a transparency log's promise to show a
/// signature; a *checkpoint* is a log's signed statement of its size and root hash. A [Refutation] is the one way in
/// which a step says no; it ends where the candidate's walk began, as does every exception that a parser throws.
package io.github.provenancegate.sigstore;
