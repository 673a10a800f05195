/// Chainguard's own services behind our ports: an organisation's catalogue and identities, and the tokens that
/// open the API and the registry.
///
/// ```
///   ChainguardOrganisation ── ApiReader ── pages, JSON, refusals ──▶ transport
///                                 └─ ApiTokens ─┬─ Given      (CHAINGUARD_TOKEN)
///                                               ├─ Exchanged  (StsExchange: a mounted service-account token)
///                                               └─ OfChainctl (the program of that name)
///   ChainguardCredentials ── StsExchange (audience: the registry) ──▶ transport
/// ```
///
/// Confusing words: a *UIDP* is an id that is also a path: an organisation's 40 hexadecimal digits, then 16 for
/// each level below. A *group* is the API's word for an organisation and for folders in it; only those without
/// a level below are organisations. An *audience* names the one service that a token is good for, so the API's
/// and the registry's are two.
@NullMarked
package io.github.provenancegate.chainguard;

import org.jspecify.annotations.NullMarked;
