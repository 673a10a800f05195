package io.github.provenancegate.fake;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// A key pair that signs with the randomness that it was made from, so that a seed gives the same artefacts again.
final class SigningKey {

    /// A private instance: the tests must not depend on what is installed in the JVM, nor change it.
    static final Provider PROVIDER = new BouncyCastleProvider();

    enum Algorithm {
        P256("EC", "SHA256withECDSA", "PKIX_ECDSA_P256_SHA_256"),
        P384("EC", "SHA256withECDSA", "PKIX_ECDSA_P384_SHA_384"),
        RSA("RSA", "SHA256withRSA", "PKIX_RSA_PKCS1V15_2048_SHA256"),
        ED25519("Ed25519", "Ed25519", "PKIX_ED25519");

        private final String family;
        private final String signature;
        private final String keyDetails;

        Algorithm(String family, String signature, String keyDetails) {
            this.family = family;
            this.signature = signature;
            this.keyDetails = keyDetails;
        }

        /// The name in Sigstore's `PublicKeyDetails`.
        String keyDetails() {
            return keyDetails;
        }
    }

    private final Algorithm algorithm;
    private final KeyPair pair;
    private final SecureRandom random;

    private SigningKey(Algorithm algorithm, KeyPair pair, SecureRandom random) {
        this.algorithm = algorithm;
        this.pair = pair;
        this.random = random;
    }

    static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm.family, PROVIDER);
            switch (algorithm) {
                case P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                case P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"), random);
                case RSA -> generator.initialize(2048, random);
                case ED25519 -> generator.initialize(255, random);
            }
            return new SigningKey(algorithm, generator.generateKeyPair(), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm.signature, PROVIDER);
            signature.initSign(pair.getPrivate(), random);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Algorithm algorithm() {
        return algorithm;
    }

    PrivateKey privateKey() {
        return pair.getPrivate();
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    SecureRandom random() {
        return random;
    }

    /// The DER of the SubjectPublicKeyInfo.
    byte[] der() {
        return pair.getPublic().getEncoded();
    }

    String pem() {
        return Encoding.pem("PUBLIC KEY", der());
    }

    /// SHA-256 of the SubjectPublicKeyInfo: the id of a CT log (RFC 6962, 3.2) and of a Rekor v1 log.
    byte[] id() {
        return Encoding.sha256(der());
    }

    /// The 32 bytes of an Ed25519 key, which end its SubjectPublicKeyInfo (RFC 8410).
    byte[] rawEd25519() {
        if (algorithm != Algorithm.ED25519) {
            throw new IllegalStateException(algorithm + " has no raw form here");
        }
        byte[] der = der();
        return Arrays.copyOfRange(der, der.length - 32, der.length);
    }
}
