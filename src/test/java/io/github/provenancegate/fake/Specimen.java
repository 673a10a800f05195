package io.github.provenancegate.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the tests of the virtual Sigstore look at its artefacts with: the JDK's own cryptography, and nothing of ours.
final class Specimen {

    static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final Identity SYNCER = Identity.ofEnforce("0caaf24ab1a0c33440c06afe99df986365b0781f", "849d2cc9d2d23287");
    static final String IMAGE = "sha256:" + "ab".repeat(32);

    private Specimen() {}

    /// A file among the vectors, which are kept outside the repository.
    static Path vector(String name) {
        return Path.of(Optional.ofNullable(System.getenv("VECTORS")).orElse("../shared/vectors"))
                .resolve(name);
    }

    static X509Certificate certificate(byte[] derOrPem) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(derOrPem));
    }

    /// The key of a log in a trusted root.
    static PublicKey key(JsonNode log) throws GeneralSecurityException, IOException {
        byte[] der = log.at("/publicKey/rawBytes").binaryValue();
        String family = log.at("/publicKey/keyDetails").textValue().contains("ED25519") ? "Ed25519" : "EC";
        return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
    }

    static boolean verifies(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519");
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
    }

    static byte[] base64(JsonNode node) {
        return Base64.getDecoder().decode(node.textValue());
    }

    /// The paths of all leaves, with the kind of each.
    static Set<String> shape(JsonNode node) {
        var shape = new TreeSet<String>();
        collect("", node, shape);
        return shape;
    }

    private static void collect(String path, JsonNode node, Set<String> shape) {
        if (node.isObject()) {
            node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), shape));
        } else if (node.isArray()) {
            node.forEach(element -> collect(path + "/*", element, shape));
        } else {
            shape.add(path + " " + node.getNodeType());
        }
    }
}
