package io.github.provenancegate.sigstore;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// The mathematics of signatures, by BouncyCastle: several times as fast on elliptic curves as the JDK. The provider is
/// an instance of our own and is never registered, so no other code of the process changes its behaviour.
final class Verification {
    static final Provider PROVIDER = new BouncyCastleProvider();

    /// The signature schemes that Sigstore's trust roots name; RSA only for logs (the staging instance's first CT log).
    enum Scheme {
        ECDSA_SHA256("SHA256withECDSA"),
        ECDSA_SHA384("SHA384withECDSA"),
        ECDSA_SHA512("SHA512withECDSA"),
        ED25519("Ed25519"),
        RSA_SHA256("SHA256withRSA");

        private final String algorithm;

        Scheme(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    private Verification() {}

    /// Whether the key made the signature over the message; a signature that cannot be read is none.
    static boolean holds(PublicKey key, Scheme scheme, byte[] message, byte[] signature) {
        return holds(key, scheme.algorithm, message, signature);
    }

    private static boolean holds(PublicKey key, String algorithm, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm, PROVIDER);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException unreadable) {
            return false;
        }
    }

    /// The same for ECDSA over a message of which only the sha256 is held.
    static boolean holdsOverHash(PublicKey key, byte[] sha256, byte[] signature) {
        return holds(key, "NONEwithECDSA", sha256, signature);
    }

    static byte[] sha256(byte[] content) {
        return sha256().digest(content);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
