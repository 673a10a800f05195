package io.github.provenancegate.kubernetes;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes serving certificates, each with an authority of its own, on the curve P-256.
public final class CertificateMint {
    /// Long enough for a cluster that is asleep for a month, short enough that renewal is a habit.
    static final Duration LIFE = Duration.ofDays(90);

    /// Clocks of API servers may be slow; an hour is what certificate authorities allow for.
    private static final Duration EARLY = Duration.ofHours(1);

    /// RFC 5280 wants a positive serial number of at most 20 bytes.
    private static final int SERIAL_BITS = 127;

    private static final String SIGNING = "SHA256withECDSA";

    /// A common name has 64 characters at most (RFC 5280, appendix A); the name that counts is an alternative
    /// one.
    private static final X500Name LEAF = new X500Name("CN=provenance-gate");

    private final SecureRandom random;

    /// @param random makes keys and serial numbers
    public CertificateMint(SecureRandom random) {
        this.random = random;
    }

    /// A certificate for these DNS names that begins an hour before now and lasts 90 days.
    ///
    /// @param hosts at least one
    public ServingPair mint(List<String> hosts, Instant now) {
        try {
            Date from = Date.from(now.minus(EARLY));
            Date until = Date.from(now.plus(LIFE));
            KeyPair signing = keyPair();
            BigInteger serial = serial();
            // A name of its own: clients find the issuer by it while two authorities are trusted.
            X500Name issuer = new X500Name("CN=provenance-gate authority " + serial.toString(16));
            ContentSigner signer = new JcaContentSignerBuilder(SIGNING).build(signing.getPrivate());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509Certificate authority = new JcaX509CertificateConverter()
                    .getCertificate(
                            new JcaX509v3CertificateBuilder(issuer, serial, from, until, issuer, signing.getPublic())
                                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                                    .addExtension(
                                            Extension.subjectKeyIdentifier,
                                            false,
                                            identifiers.createSubjectKeyIdentifier(signing.getPublic()))
                                    .build(signer));
            KeyPair serving = keyPair();
            X509Certificate leaf = new JcaX509CertificateConverter()
                    .getCertificate(
                            new JcaX509v3CertificateBuilder(issuer, serial(), from, until, LEAF, serving.getPublic())
                                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                                    .addExtension(
                                            Extension.extendedKeyUsage,
                                            false,
                                            new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                                    .addExtension(Extension.subjectAlternativeName, false, names(hosts))
                                    .addExtension(
                                            Extension.authorityKeyIdentifier,
                                            false,
                                            identifiers.createAuthorityKeyIdentifier(signing.getPublic()))
                                    .build(signer));
            return new ServingPair(authority, leaf, serving.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host -> new GeneralName(GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    private KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
    }
}
