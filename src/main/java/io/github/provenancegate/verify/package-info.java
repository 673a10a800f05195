/// The one use case, [ProvenanceVerifier], and every port that it needs. The edges implement the ports; nothing
/// here opens a socket, reads a clock of its own or knows a format.
///
/// A port's answer is a value. It throws [UndeterminedException] when it could not ask, and for nothing else;
/// the verifier catches that, and any defect, at one place.
package io.github.provenancegate.verify;
