package io.github.provenancegate.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// What the Secret holds from which all replicas serve: it is the truth, they only follow it.
///
/// Its keys: `tls.crt` and `tls.key` as in every Secret of type `kubernetes.io/tls`; `ca.crt`, the authorities
/// that the webhook configurations are to trust; `next.crt` and `next.key` while a rotation is prepared;
/// `since`, when it last moved.
///
/// @param serving what is served
/// @param next what will be served once its authority is trusted everywhere
/// @param trusted the authorities to trust: that of `serving`, that of `next`, and that of what was served before
/// @param since when this state was reached
public record CertificateSecret(
        ServingPair serving, Optional<ServingPair> next, List<X509Certificate> trusted, Instant since) {
    /// A few certificates have a few kilobytes; the API server allows a Secret of a megabyte.
    private static final int VALUE_CHARACTERS_MAX = 64 * 1024;

    /// A rotation trusts two, one that was interrupted by deletions a few more.
    private static final int TRUSTED_MAX = 8;

    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    public CertificateSecret {
        trusted = List.copyOf(trusted);
    }

    /// Reads the values of a Secret.
    ///
    /// @param data base64, as the API server gives it
    /// @throws CertificateSecretRefusedException when nothing can be served from it; says why, without any value
    public static CertificateSecret parse(Map<String, String> data) {
        List<X509Certificate> trusted = certificates(data, "ca.crt");
        if (trusted.size() > TRUSTED_MAX) {
            throw new CertificateSecretRefusedException("ca.crt holds more than " + TRUSTED_MAX + " certificates");
        }
        Optional<ServingPair> next = data.containsKey("next.crt") && data.containsKey("next.key")
                ? Optional.of(pair(data, "next.crt", "next.key", trusted))
                : Optional.empty();
        return new CertificateSecret(pair(data, "tls.crt", "tls.key", trusted), next, trusted, since(data));
    }

    /// The values for the Secret, base64.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>();
        put(data, "ca.crt", bundle());
        put(data, "tls.crt", Pem.of(serving.leaf()));
        put(data, "tls.key", Pem.of(serving.key()));
        next.ifPresent(pair -> {
            put(data, "next.crt", Pem.of(pair.leaf()));
            put(data, "next.key", Pem.of(pair.key()));
        });
        put(data, "since", since.toString());
        return data;
    }

    /// What a webhook configuration is to trust, PEM.
    public String bundle() {
        StringBuilder bundle = new StringBuilder();
        trusted.forEach(one -> bundle.append(Pem.of(one)));
        return bundle.toString();
    }

    /// Says which certificates these are, and nothing of their keys.
    @Override
    public String toString() {
        return serving + next.map(pair -> ", next " + pair).orElse("") + ", " + trusted.size() + " trusted, since "
                + since;
    }

    private static ServingPair pair(
            Map<String, String> data, String certificateKey, String keyKey, List<X509Certificate> trusted) {
        X509Certificate leaf = certificates(data, certificateKey).getFirst();
        PrivateKey key = key(data, keyKey);
        if (!belongTogether(leaf, key)) {
            throw new CertificateSecretRefusedException(
                    keyKey + " is not the private key of the certificate in " + certificateKey);
        }
        return trusted.stream()
                .filter(authority -> isSignedBy(leaf, authority))
                .findFirst()
                .map(authority -> new ServingPair(authority, leaf, key))
                .orElseThrow(() -> new CertificateSecretRefusedException(
                        "no certificate in ca.crt has signed the one in " + certificateKey));
    }

    private static boolean isSignedBy(X509Certificate leaf, X509Certificate authority) {
        try {
            leaf.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static boolean belongTogether(X509Certificate leaf, PrivateKey key) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(key);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            signing.initVerify(leaf.getPublicKey());
            signing.update(PROBE);
            return signing.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static List<X509Certificate> certificates(Map<String, String> data, String key) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(text(data, key).getBytes(US_ASCII)))
                    .forEach(one -> found.add((X509Certificate) one));
        } catch (GeneralSecurityException _) {
            throw new CertificateSecretRefusedException(key + " holds no certificate in PEM form");
        }
        if (found.isEmpty()) {
            throw new CertificateSecretRefusedException(key + " holds no certificate in PEM form");
        }
        return found;
    }

    private static PrivateKey key(Map<String, String> data, String key) {
        String text = text(data, key);
        try (PemReader pem = new PemReader(new StringReader(text))) {
            PemObject found = pem.readPemObject();
            if (found != null) {
                return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(found.getContent()));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            // the exception could quote the key
            throw new CertificateSecretRefusedException(key + " holds no private key of an elliptic curve (PKCS #8)");
        }
        throw new CertificateSecretRefusedException(key + " holds no private key of an elliptic curve (PKCS #8)");
    }

    private static Instant since(Map<String, String> data) {
        try {
            return Instant.parse(text(data, "since"));
        } catch (DateTimeParseException _) {
            throw new CertificateSecretRefusedException("since holds no time");
        }
    }

    private static String text(Map<String, String> data, String key) {
        String value = data.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new CertificateSecretRefusedException(key + " is missing");
        }
        if (value.length() > VALUE_CHARACTERS_MAX) {
            throw new CertificateSecretRefusedException(key + " is longer than " + VALUE_CHARACTERS_MAX);
        }
        try {
            return new String(Base64.getDecoder().decode(value), US_ASCII);
        } catch (IllegalArgumentException _) {
            throw new CertificateSecretRefusedException(key + " is no base64");
        }
    }

    private static void put(Map<String, String> data, String key, String text) {
        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(US_ASCII)));
    }
}
