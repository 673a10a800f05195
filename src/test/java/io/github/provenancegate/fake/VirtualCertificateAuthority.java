package io.github.provenancegate.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/// Fulcio: turns an identity into a certificate of ten minutes, with the promise of a CT log inside.
///
/// The extensions and their order are those of Fulcio's certificates
/// (<https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md>, `docs/certificate-specification.md`).
final class VirtualCertificateAuthority {

    private static final ASN1ObjectIdentifier FULCIO = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1");
    private static final ASN1ObjectIdentifier ISSUER = FULCIO.branch("1");
    private static final ASN1ObjectIdentifier ISSUER_V2 = FULCIO.branch("8");
    private static final ASN1ObjectIdentifier TOKEN_SUBJECT = FULCIO.branch("24");
    private static final ASN1ObjectIdentifier SCT_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final X500Name NOBODY = new X500Name(new RDN[0]);
    private static final Duration LIFETIME = Duration.ofDays(3600);

    private final CertificateChain chain;
    private final SigningKey key;
    private final X509CertificateHolder intermediate;
    private final String commonName;

    private VirtualCertificateAuthority(
            String commonName, CertificateChain chain, SigningKey key, X509CertificateHolder intermediate) {
        this.commonName = commonName;
        this.chain = chain;
        this.key = key;
        this.intermediate = intermediate;
    }

    /// An authority in order. Two of the same name have nothing in common but the name.
    static VirtualCertificateAuthority named(String commonName, Instant since, SecureRandom random) {
        return of(commonName, KeyPurposeId.id_kp_codeSigning, since, since.plus(LIFETIME), random);
    }

    /// An authority whose intermediate was over an hour before `until`.
    static VirtualCertificateAuthority over(String commonName, Instant since, Instant until, SecureRandom random) {
        return of(commonName, KeyPurposeId.id_kp_codeSigning, since, until, random);
    }

    /// An authority whose intermediate is for TLS servers.
    static VirtualCertificateAuthority forServers(String commonName, Instant since, SecureRandom random) {
        return of(commonName, KeyPurposeId.id_kp_serverAuth, since, since.plus(LIFETIME), random);
    }

    private static VirtualCertificateAuthority of(
            String commonName, KeyPurposeId usage, Instant since, Instant until, SecureRandom random) {
        var chain =
                new CertificateChain(CertificateChain.name(VirtualSigstore.ORGANIZATION, commonName), since, random);
        var key = SigningKey.generate(SigningKey.Algorithm.P384, random);
        X500Name name = CertificateChain.name(VirtualSigstore.ORGANIZATION, commonName + "-intermediate");
        return new VirtualCertificateAuthority(
                commonName, chain, key, chain.intermediate(name, key, usage, since, until));
    }

    String commonName() {
        return commonName;
    }

    /// Intermediate, then root.
    List<X509CertificateHolder> certificates() {
        return List.of(intermediate, chain.root());
    }

    /// The certificate that the plan describes. The promise comes last, so that without it the certificate is, byte
    /// for byte, what the CT log promised to publish (RFC 6962, 3.2).
    Leaf issue(LeafPlan plan) {
        X509v3CertificateBuilder builder = unpromised(plan);
        plan.ctLog.ifPresent(log -> {
            X509v3CertificateBuilder promised = plan.sctOfAnotherCertificate ? otherThan(plan) : builder;
            byte[] tbs = tbs(promised.build(CertificateChain.signer(key)));
            byte[] list = log.sctList(issuerKeyHash(), tbs, plan.notBefore);
            CertificateChain.add(builder, SCT_LIST, false, new DEROctetString(list));
        });
        X509CertificateHolder certificate = builder.build(CertificateChain.signer(key));
        return new Leaf(plan.signatureSpoiled ? withSpoiledSignature(certificate) : certificate, plan.key);
    }

    private X509v3CertificateBuilder unpromised(LeafPlan plan) {
        var builder = CertificateChain.builder(
                intermediate.getSubject(), NOBODY, plan.key.publicKey(), plan.notBefore, plan.notAfter, plan.serial);
        if (plan.keyUsage) {
            CertificateChain.add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        }
        plan.extendedKeyUsage.ifPresent(
                usage -> CertificateChain.add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage)));
        if (plan.basicConstraintsCa) {
            CertificateChain.add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
        }
        CertificateChain.addKeyIdentifiers(builder, plan.key.publicKey(), key.publicKey());
        if (!plan.subjects.isEmpty()) {
            var names = new GeneralNames(plan.subjects.toArray(GeneralName[]::new));
            CertificateChain.add(builder, Extension.subjectAlternativeName, true, names);
        }
        plan.issuerRaw.ifPresent(text -> addRaw(builder, text));
        plan.issuerDer.ifPresent(text -> CertificateChain.add(builder, ISSUER_V2, false, new DERUTF8String(text)));
        plan.tokenSubject.ifPresent(
                text -> CertificateChain.add(builder, TOKEN_SUBJECT, false, new DERUTF8String(text)));
        return builder;
    }

    /// The first of Fulcio's extensions holds its text as it is, without any ASN.1 around it.
    private static void addRaw(X509v3CertificateBuilder builder, String text) {
        try {
            builder.addExtension(new Extension(ISSUER, false, Encoding.utf8(text)));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509v3CertificateBuilder otherThan(LeafPlan plan) {
        return CertificateChain.builder(
                intermediate.getSubject(),
                NOBODY,
                plan.key.publicKey(),
                plan.notBefore,
                plan.notAfter,
                plan.serial.flipBit(0));
    }

    /// RFC 6962, 3.2: SHA-256 over the issuer's SubjectPublicKeyInfo.
    private byte[] issuerKeyHash() {
        return key.id();
    }

    private static byte[] tbs(X509CertificateHolder certificate) {
        try {
            return certificate.toASN1Structure().getTBSCertificate().getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509CertificateHolder withSpoiledSignature(X509CertificateHolder certificate) {
        return Leaf.parse(Encoding.withLastBitFlipped(Leaf.encoded(certificate)));
    }
}
