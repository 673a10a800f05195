/// The one door out of the process: an HTTP client that is told which hosts it may reach, and how long and how
/// much it may read. It knows no registry.
///
/// ```
///   HttpCall ──▶ Transport ── address rules ── connect ── TLS ── body within its cap ──▶ HttpAnswer
///                    │             (the address that is checked is the address that is connected to)
///                    └─ whatever fails ──▶ UndeterminedException with its reason code
/// ```
///
/// What a host did is remembered ([Host]): patience that it asked for, that it cannot be reached, how many
/// calls wait for it. Nothing of that touches another host.
///
/// Confusing words: a host is *named* when a policy or a setting names it, and may then live at a private
/// address; it is *referred* when only an answer named it (a redirect, a token realm), and must then live at a
/// public one. Every address that belongs to this machine or to its cloud's metadata service is refused to
/// both, unless a setting says otherwise. A redirect is never followed here: it is an answer.
@NullMarked
package io.github.provenancegate.transport;

import org.jspecify.annotations.NullMarked;
