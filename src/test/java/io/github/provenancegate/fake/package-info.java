/// Stand-ins that speak the real protocols with real keys and spoil one thing at a time: a registry over loopback HTTP,
/// and a whole Sigstore.
///
/// `VirtualSigstore` in one picture; each part can be the trusted one, a foreign one, or one that has had its day:
///
/// ```text
///  identity ─▶ LeafPlan ─▶ VirtualCertificateAuthority ─▶ Leaf        the certificate, promised by VirtualCtLog
///                 ▲ CertificateDefect                      │
///  payload ───────┼─ PayloadDefect                         ▼
///                 │                          signature ─ SignatureDefect
///                 │                                        │
///                 │    EntryDefect ─▶ EntryDraft ─▶ VirtualRekor ─▶ LogEntry ◀─ ReceiptDefect
///                 │                                        │
///                 └────────────── LegacySignature ◀────────┴── VirtualTimestampAuthority ◀─ TimestampDefect
///                                     ▲ VerifierDefect, LayerDefect
/// ```
///
/// Nothing here is in the shipped jar, and nothing here uses the verifier: what it writes follows the public
/// specifications, and the artefacts of real tools.
package io.github.provenancegate.fake;
