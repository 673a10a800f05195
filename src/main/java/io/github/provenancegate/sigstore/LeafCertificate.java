package io.github.provenancegate.sigstore;

import static io.github.provenancegate.evidence.ReasonCode.CERTIFICATE_INVALID;

import io.github.provenancegate.evidence.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// The certificate of a signer, parsed but not yet believed: what it says and whether it has the form of a Fulcio leaf
/// (Sigstore "Fulcio certificate specification"). Whether an authority issued it is [Authority]'s question.
final class LeafCertificate {
    /// A leaf with workflow extensions has 1.5 KiB; the cap bounds the work on each of many candidates.
    static final int DER_BYTES_MAX = 16 * 1024;

    private static final ASN1ObjectIdentifier ISSUER_RAW = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1");
    private static final ASN1ObjectIdentifier ISSUER_UTF8 = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8");

    private final byte[] der;
    private final Certificate asn1;
    private final X509Certificate x509;
    private final PublicKey key;
    private @Nullable Signer signer;

    private LeafCertificate(byte[] der, Certificate asn1, X509Certificate x509, PublicKey key) {
        this.der = der;
        this.asn1 = asn1;
        this.x509 = x509;
        this.key = key;
    }

    /// Parses DER, refuses what follows it, and takes only P-256 keys (what Fulcio certifies for cosign).
    static LeafCertificate parse(byte[] der) {
        if (der.length > DER_BYTES_MAX) {
            throw invalid("the certificate is longer than " + DER_BYTES_MAX + " bytes");
        }
        return Refutation.unless(CERTIFICATE_INVALID, "the certificate cannot be read", () -> {
            Certificate asn1 = Certificate.getInstance(ASN1Primitive.fromByteArray(der));
            SubjectPublicKeyInfo spki = asn1.getSubjectPublicKeyInfo();
            if (!X9ObjectIdentifiers.id_ecPublicKey.equals(spki.getAlgorithm().getAlgorithm())
                    || !SECObjectIdentifiers.secp256r1.equals(
                            spki.getAlgorithm().getParameters())) {
                throw invalid("the certificate's key is not on the curve P-256");
            }
            PublicKey key = KeyFactory.getInstance("EC", Verification.PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(spki.getEncoded()));
            X509Certificate x509 = (X509Certificate) CertificateFactory.getInstance("X.509", Verification.PROVIDER)
                    .generateCertificate(new ByteArrayInputStream(der));
            return new LeafCertificate(der, asn1, x509, key);
        });
    }

    /// Whether a certificate names itself as its issuer, as roots do.
    static boolean isSelfIssued(byte[] der) throws IOException {
        Certificate certificate = Certificate.getInstance(ASN1Primitive.fromByteArray(der));
        return certificate.getIssuer().equals(certificate.getSubject());
    }

    boolean hasDer(byte[] other) {
        return Arrays.equals(der, other);
    }

    PublicKey key() {
        return key;
    }

    X509Certificate x509() {
        return x509;
    }

    Certificate asn1() {
        return asn1;
    }

    Instant notBefore() {
        return x509.getNotBefore().toInstant();
    }

    /// Its validity, both ends included (RFC 5280 section 4.1.2.5).
    boolean validAt(Instant time) {
        return !time.isBefore(notBefore()) && !time.isAfter(x509.getNotAfter().toInstant());
    }

    /// The form of a leaf for code signing; PKIX checks none of this.
    void requireLeafForm() {
        Refutation.unless(CERTIFICATE_INVALID, "the certificate's extensions cannot be read", () -> {
            if (asn1.getVersionNumber() != 3) {
                throw invalid("the certificate is not of version 3");
            }
            if (asn1.getSerialNumber().getValue().compareTo(BigInteger.ZERO) <= 0) {
                throw invalid("the certificate's serial number is not positive");
            }
            Extensions extensions = extensions();
            BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
            if (constraints != null && constraints.isCA()) {
                throw invalid("the certificate is one of a certificate authority");
            }
            KeyUsage usage = KeyUsage.fromExtensions(extensions);
            if (usage == null || !usage.hasUsages(KeyUsage.digitalSignature) || usage.hasUsages(KeyUsage.keyCertSign)) {
                throw invalid("the certificate's key usage is not digital signature");
            }
            ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
            if (purposes == null || !purposes.hasKeyPurposeId(KeyPurposeId.id_kp_codeSigning)) {
                throw invalid("the certificate is not for code signing");
            }
            return true;
        });
    }

    /// Whom the certificate names: issuer from .1.8, else .1.1 (equal where both are present), and exactly one subject
    /// alternative name, a URI or an e-mail address.
    Signer signer() {
        Signer read = signer;
        if (read == null) {
            read = Refutation.unless(CERTIFICATE_INVALID, "the certificate's identity cannot be read", () -> {
                Extensions extensions = extensions();
                return new Signer(issuer(extensions), subject(extensions));
            });
            signer = read;
        }
        return read;
    }

    /// The same, for messages and for the order in which candidates are tried; nothing follows from it.
    Optional<Signer> claimedSigner() {
        try {
            return Optional.of(signer());
        } catch (Refutation unreadable) {
            return Optional.empty();
        }
    }

    private Extensions extensions() {
        Extensions extensions = asn1.getTBSCertificate().getExtensions();
        if (extensions == null) {
            throw invalid("the certificate has no extensions");
        }
        return extensions;
    }

    private static String issuer(Extensions extensions) throws Exception {
        Extension raw = extensions.getExtension(ISSUER_RAW);
        Extension utf8 = extensions.getExtension(ISSUER_UTF8);
        if (raw == null && utf8 == null) {
            throw invalid("the certificate does not name the issuer of its identity");
        }
        String fromRaw = raw == null ? "" : strictUtf8(raw.getExtnValue().getOctets());
        String fromUtf8 = utf8 == null
                ? fromRaw
                : strictUtf8(ASN1UTF8String.getInstance(
                                ASN1Primitive.fromByteArray(utf8.getExtnValue().getOctets()))
                        .getString()
                        .getBytes(StandardCharsets.UTF_8));
        if (raw != null && !fromRaw.equals(fromUtf8)) {
            throw invalid("the certificate names two issuers of its identity");
        }
        return fromUtf8;
    }

    private static String subject(Extensions extensions) {
        GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (names == null || names.getNames().length != 1) {
            throw invalid("the certificate does not have exactly one subject alternative name");
        }
        GeneralName name = names.getNames()[0];
        return switch (name.getTagNo()) {
            case GeneralName.uniformResourceIdentifier, GeneralName.rfc822Name ->
                name.getName().toString();
            default ->
                throw invalid("the certificate's subject alternative name is neither a URI nor an e-mail address");
        };
    }

    private static String strictUtf8(byte[] bytes) throws Exception {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Refutation invalid(String sentence) {
        return new Refutation(CERTIFICATE_INVALID, sentence);
    }
}
