package io.github.provenancegate.sigstore;

import java.security.PublicKey;

/// A transparency log or certificate transparency log that a trust root names.
///
/// @param baseUrl where it is (or was); its host is the origin of a Rekor v2 checkpoint
/// @param keyId lower-case hexadecimal; what entries and SCTs call the log
/// @param window when its key counted
record TrustedLog(String baseUrl, String keyId, PublicKey key, Verification.Scheme scheme, Window window) {
    boolean signed(byte[] message, byte[] signature) {
        return Verification.holds(key, scheme, message, signature);
    }
}
