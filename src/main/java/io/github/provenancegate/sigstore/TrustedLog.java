package io.github.provenancegate.sigstore;

import io.github.provenancegate.verify.TrustRoots.Kind;
import io.github.provenancegate.verify.TrustRoots.Part;
import java.security.PublicKey;

/// A transparency log or certificate transparency log that a trust root names.
///
/// @param baseUrl where it is (or was); its host is the origin of a Rekor v2 checkpoint
/// @param keyId lower-case hexadecimal; what entries and SCTs call the log
/// @param window when its key counted
record TrustedLog(String baseUrl, String keyId, PublicKey key, Verification.Scheme scheme, Window window) {
    Part part(Kind kind) {
        return new Part(kind, baseUrl, window.start(), window.end());
    }

    boolean signed(byte[] message, byte[] signature) {
        return Verification.holds(key, scheme, message, signature);
    }
}
