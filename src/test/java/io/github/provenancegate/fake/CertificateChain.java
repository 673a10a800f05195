package io.github.provenancegate.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The long-lived certificates of an authority: a P-384 root, and below it the certificate that its work is done with
/// (Fulcio: an intermediate CA; a timestamp authority: the certificate that signs the tokens).
final class CertificateChain {

    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final int SERIAL_BITS = 159;
    private static final String CERTIFICATES_ARE_SIGNED_WITH = "SHA384withECDSA";

    private final SigningKey rootKey;
    private final X509CertificateHolder root;

    /// A root of its own.
    CertificateChain(X500Name name, Instant notBefore, SecureRandom random) {
        rootKey = SigningKey.generate(SigningKey.Algorithm.P384, random);
        var builder = builder(name, name, rootKey.publicKey(), notBefore, notBefore.plus(LIFETIME), serial(random));
        add(builder, Extension.basicConstraints, true, new BasicConstraints(1));
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        addKeyIdentifiers(builder, rootKey.publicKey(), rootKey.publicKey());
        root = builder.build(signer(rootKey));
    }

    X509CertificateHolder root() {
        return root;
    }

    /// An intermediate CA below the root, which may issue leaves for `usage`.
    X509CertificateHolder intermediate(
            X500Name name, SigningKey key, KeyPurposeId usage, Instant notBefore, Instant notAfter) {
        var builder = below(name, key, notBefore, notAfter);
        add(builder, Extension.basicConstraints, true, new BasicConstraints(0));
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
        addKeyIdentifiers(builder, key.publicKey(), rootKey.publicKey());
        return builder.build(signer(rootKey));
    }

    /// The certificate of a timestamp authority: RFC 3161, 2.3 wants its one usage critical.
    X509CertificateHolder timestamping(X500Name name, SigningKey key, Instant notBefore, Instant notAfter) {
        var builder = below(name, key, notBefore, notAfter);
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        add(builder, Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
        addKeyIdentifiers(builder, key.publicKey(), rootKey.publicKey());
        return builder.build(signer(rootKey));
    }

    private X509v3CertificateBuilder below(X500Name name, SigningKey key, Instant notBefore, Instant notAfter) {
        return builder(root.getSubject(), name, key.publicKey(), notBefore, notAfter, serial(key.random()));
    }

    static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant notBefore, Instant notAfter, BigInteger serial) {
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, key);
    }

    static void add(X509v3CertificateBuilder builder, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(id, critical, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void addKeyIdentifiers(X509v3CertificateBuilder builder, PublicKey subject, PublicKey issuer) {
        try {
            var utilities = new JcaX509ExtensionUtils();
            add(builder, Extension.subjectKeyIdentifier, false, utilities.createSubjectKeyIdentifier(subject));
            add(builder, Extension.authorityKeyIdentifier, false, utilities.createAuthorityKeyIdentifier(issuer));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ContentSigner signer(SigningKey key) {
        try {
            return new JcaContentSignerBuilder(CERTIFICATES_ARE_SIGNED_WITH)
                    .setProvider(SigningKey.PROVIDER)
                    .setSecureRandom(key.random())
                    .build(key.privateKey());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Organisation and common name, in the order in which Fulcio has them.
    static X500Name name(String organization, String commonName) {
        return new X500Name("O=" + organization + ",CN=" + commonName);
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }
}
