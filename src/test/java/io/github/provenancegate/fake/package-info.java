/// Stand-ins that speak the real protocols with real keys and spoil one thing at a time: a registry over loopback HTTP,
/// and a whole Sigstore.
///
/// `VirtualSigstore` in one picture; each part can be the trusted one, a foreign one, or one that has had its day:
///
/// ```text
///  identity ─▶ LeafPlan ─▶ VirtualCertificateAuthority ─▶ Leaf      a certificate, promised by VirtualCtLog
///                 ▲ CertificateDefect                     │
///  SimpleSigning, or Statement                            ▼
///         ▲ PayloadDefect, StatementDefect ─────────▶ signature ◀ SignatureDefect
///                                                         │
///            EntryDefect ▶ EntryDraft ─▶ VirtualRekor ─▶ LogEntry ◀ ReceiptDefect, ProofDefect
///                                                         │
///        TimestampDefect ▶ VirtualTimestampAuthority ─────┤
///                                                         ▼
///                             LegacySignature             or         BundleSignature
///                              ▲ VerifierDefect, LayerDefect          ▲ BundleDefect
/// ```
///
/// Nothing here is in the shipped jar, and nothing here uses the verifier: what it writes follows the public
/// specifications, and the artefacts of real tools.
package io.github.provenancegate.fake;
