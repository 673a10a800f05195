/// The main job on one machine, for people to look at: `./mvnw -q -Pdemo`.
///
/// A registry and a Sigstore of our own on loopback ([io.github.provenancegate.fake]), the packaged webhook as its own
/// process over HTTPS, a Pod for each of the seven statuses, and the same images through `provgate verify`.
package io.github.provenancegate.demo;
