/// Container registries, read only (OCI distribution specification 1.1), behind the `Registry` port.
///
/// ```
///   OciRegistry ─┬─ Manifests ── hash and form checked ─┐
///                ├─ Blobs ── redirects by hand ─────────┤─ RegistryDialogue ── token, 401 ──▶ transport
///                ├─ ReferrerReads                       │        └─ Authorizations ── token realm
///                └─ BaseClaims (reads the former two) ──┘
/// ```
///
/// Confusing words: a *manifest* names a configuration and layers, an *index* names manifests, one per platform;
/// both are fetched as manifests. A *tag* is the registry's word of the moment; a *digest* is checked against the
/// bytes that we hold. A *realm* is where a registry sends its clients for a token; it is another host only if a
/// setting says so.
@NullMarked
package io.github.provenancegate.registry;

import org.jspecify.annotations.NullMarked;
